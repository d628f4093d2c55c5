import type { AccessRule, AddressRule, CredentialSource, JwtProvider, KeySet } from '../../ir/access.ts';
import type { PolicyReferences } from '../apply-hook.ts';
import type { AccessPolicySpec, CredentialSourceSpec, JwtProviderSpec } from '../kinds/access-policy.ts';
import { milliseconds } from '../kinds/milliseconds.ts';
import { originAt } from './origin-at.ts';
import { type ApplyProblem, type PolicyValues, problemAt } from './policy-reader.ts';

const withLength = (range: string): string =>
  range.includes('/') ? range : `${range}/${range.includes(':') ? 128 : 32}`;

const toAddressRule = ({ allow = [], deny = [] }: NonNullable<AccessPolicySpec['addresses']>): AddressRule => ({
  kind: 'addresses',
  allow: allow.map(withLength),
  deny: deny.map(withLength),
});

function toSource({ type, name, prefix }: CredentialSourceSpec): CredentialSource {
  if (type === 'Cookie') return { kind: 'cookie', name };
  if (type === 'QueryParam') return { kind: 'query', name };
  return { kind: 'header', name: name.toLowerCase(), ...(prefix !== undefined && { prefix }) };
}

const bearer: CredentialSource = { kind: 'header', name: 'authorization', prefix: 'Bearer ' };
const apiKeyHeader: CredentialSource = { kind: 'header', name: 'x-api-key' };

const sourcesOr = (sources: readonly CredentialSourceSpec[] | undefined, usual: CredentialSource) =>
  sources ? sources.map(toSource) : [usual];

/** Turns values into access rules; what can't be found is a problem, and there are no rules then. */
export class AccessRules {
  readonly problems: ApplyProblem[] = [];
  readonly #values: PolicyValues<AccessPolicySpec>;
  readonly #references: PolicyReferences;

  constructor(values: PolicyValues<AccessPolicySpec>, references: PolicyReferences) {
    this.#values = values;
    this.#references = references;
  }

  /** The cheap ones first, and whoever is asked last sees what the others have let through. */
  all(): readonly AccessRule[] {
    const { addresses } = this.#values.spec;
    return [
      ...(addresses ? [toAddressRule(addresses)] : []),
      ...this.#jwt(),
      ...this.#basic(),
      ...this.#apiKeys(),
      ...this.#external(),
    ];
  }

  #tell(path: string, message: string): never[] {
    this.problems.push(problemAt(this.#values.effective, path, message));
    return [];
  }

  /** Secrets are looked up on behalf of whoever names them. */
  #secret(
    path: string,
    ref: { readonly kind?: 'Secret' | 'ConfigMap'; readonly name: string; readonly namespace?: string },
    fields: readonly string[],
  ) {
    const policy = originAt(this.#values.effective, `${path}.name`)?.policy ?? '';
    const { kind = 'Secret', name, namespace } = ref;
    const wanted = { kind, name, ...(namespace !== undefined && { namespace }) };
    const found = this.#references.secret(policy, wanted, fields);
    return found.kind === 'secret' ? [found.secret] : this.#tell(path, found.message);
  }

  #keySet({ remoteKeys, localKeys }: JwtProviderSpec, path: string): KeySet[] {
    if (remoteKeys) {
      return [{ kind: 'remote', uri: remoteKeys.uri, cacheTime: milliseconds(remoteKeys.cacheTime ?? '5m') }];
    }
    if (!localKeys) return this.#tell(path, 'one of remoteKeys and localKeys must be there');
    const { key = 'jwks' } = localKeys;
    return this.#secret(`${path}.localKeys`, localKeys, [key]).map((keys) => ({ kind: 'local', keys, key }));
  }

  #provider(provider: JwtProviderSpec, path: string): JwtProvider[] {
    const { name, issuer, audiences = [], from, claimHeaders = [] } = provider;
    return this.#keySet(provider, path).map((keySet) => ({
      name,
      issuer,
      audiences: [...audiences],
      keySet,
      from: sourcesOr(from, bearer),
      claimHeaders: claimHeaders.map(({ claim, header }) => ({ claim, header: header.toLowerCase() })),
    }));
  }

  #jwt(): AccessRule[] {
    const { jwt } = this.#values.spec;
    if (!jwt) return [];
    const { providers = [], optional = false, claims = [] } = jwt;
    if (providers.length === 0) return this.#tell('jwt', 'needs providers, without which no token can be checked');
    const found = providers.flatMap((provider, index) => this.#provider(provider, `jwt.providers[${index}]`));
    const wanted = claims.map(({ name, values }) => ({ name, values: [...values] }));
    return [{ kind: 'jwt', providers: found, optional, claims: wanted }];
  }

  #basic(): AccessRule[] {
    const { basic } = this.#values.spec;
    if (!basic) return [];
    const { users, forwardUserHeader: header } = basic;
    const { key = '.htpasswd' } = users;
    const forward = header !== undefined && { forwardUserHeader: header.toLowerCase() };
    return this.#secret('basic.users', users, [key]).map((secret) => ({
      kind: 'basic',
      users: secret,
      key,
      ...forward,
    }));
  }

  #apiKeys(): AccessRule[] {
    const { apiKeys } = this.#values.spec;
    if (!apiKeys) return [];
    const { secrets, from, forwardClientHeader: header } = apiKeys;
    const keys = secrets.flatMap((secret, index) => this.#secret(`apiKeys.secrets[${index}]`, secret, []));
    const forward = header !== undefined && { forwardClientHeader: header.toLowerCase() };
    return [{ kind: 'apiKey', keys, from: sourcesOr(from, apiKeyHeader), ...forward }];
  }

  #external(): AccessRule[] {
    const { external } = this.#values.spec;
    if (!external) return [];
    const { protocol, backendRef, path = '/', sendHeaders = [], takeHeaders = [], timeout = '1s' } = external;
    const policy = originAt(this.#values.effective, 'external.backendRef.name')?.policy ?? '';
    const found = this.#references.backend(policy, backendRef);
    if (found.kind === 'invalid') return this.#tell('external.backendRef', found.message);
    const rule: AccessRule = {
      kind: 'external',
      protocol: protocol === 'HTTP' ? 'http' : 'grpc',
      backend: found.key,
      ref: found.ref,
      path,
      sendHeaders: sendHeaders.map((name) => name.toLowerCase()),
      takeHeaders: takeHeaders.map((name) => name.toLowerCase()),
      timeout: milliseconds(timeout),
      bodyBytes: external.bodyBytes ?? 0,
    };
    return [rule];
  }
}
