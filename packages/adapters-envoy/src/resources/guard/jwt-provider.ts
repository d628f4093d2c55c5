import type { CredentialSource, JwtProvider } from '@routeward/core';
import type { TranslateOptions } from '../../options.ts';
import type { JsonObject } from '../../resource.ts';
import { duration } from '../duration.ts';
import { remoteCluster } from '../remote-cluster.ts';
import { isFieldName } from '../text.ts';
import { entryText } from './entries.ts';
import type { NeededResource } from './needed-resource.ts';

/** One source of tokens, as Envoy wants it, or why it can't be. */
export type ProviderPart =
  | { readonly kind: 'provider'; readonly config: JsonObject; readonly resources: readonly NeededResource[] }
  | { readonly kind: 'broken'; readonly message: string };

/** Where RFC 6750 has clients put tokens; Envoy alone would look into the query, too. */
const bearer: CredentialSource = { kind: 'header', name: 'authorization', prefix: 'Bearer ' };

function sources(from: readonly CredentialSource[]): JsonObject {
  const all = from.length > 0 ? from : [bearer];
  const named = (kind: CredentialSource['kind']) =>
    all.filter((source) => source.kind === kind).map(({ name }) => name);
  const headers = all.flatMap((source) => {
    if (source.kind !== 'header') return [];
    return [{ name: source.name, ...(source.prefix !== undefined && { value_prefix: source.prefix }) }];
  });
  const [cookies, params] = [named('cookie'), named('query')];
  return {
    ...(headers.length > 0 && { from_headers: headers }),
    ...(params.length > 0 && { from_params: params }),
    ...(cookies.length > 0 && { from_cookies: cookies }),
  };
}

/** Bounds one fetch; a set that can't be fetched lets nobody in. */
const fetchTime = '5s';

function remote(
  uri: string,
  cacheTime: number,
  { systemAuthorities }: TranslateOptions,
): { config: JsonObject; cluster: NeededResource } | undefined {
  const [, scheme, address = '', port] = /^(https?):\/\/([A-Za-z0-9.-]+)(?::(\d{1,5}))?(?:\/|$)/i.exec(uri) ?? [];
  if (scheme === undefined) return undefined;
  const tls = scheme.toLowerCase() === 'https';
  const number = port === undefined ? (tls ? 443 : 80) : Number(port);
  const name = `jwks:${tls ? 'https' : 'http'}://${address}:${number}`;
  const place = { name, address, port: number, protocol: 'http1', tls, systemAuthorities } as const;
  return {
    cluster: { kind: 'cluster', cluster: remoteCluster(place) },
    config: {
      remote_jwks: {
        http_uri: { uri, cluster: name, timeout: fetchTime },
        ...(cacheTime > 0 && { cache_duration: duration(cacheTime) }),
      },
    },
  };
}

type Keys = { config: JsonObject; resources: readonly NeededResource[] } | string;

function keys({ keySet }: JwtProvider, options: TranslateOptions): Keys {
  if (keySet.kind === 'remote') {
    const found = remote(keySet.uri, keySet.cacheTime, options);
    return found ? { config: found.config, resources: [found.cluster] } : 'the address of a JWK set is none';
  }
  const found = entryText(options.entries, keySet.keys, keySet.key);
  if (found.kind === 'missing') return found.message;
  return isKeySet(found.text)
    ? { config: { local_jwks: { inline_string: found.text } }, resources: [] }
    : 'a JWK set is malformed';
}

/** Envoy refuses the listener over one without a key that it can read. */
function isKeySet(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('keys' in value)) return false;
    return Array.isArray(value.keys) && value.keys.length > 0;
  } catch {
    return false;
  }
}

/** `payloadKey`: where the claims of a good token can be found afterwards. */
export function jwtProvider(provider: JwtProvider, payloadKey: string, options: TranslateOptions): ProviderPart {
  if (!provider.claimHeaders.every(({ header }) => isFieldName(header))) {
    return { kind: 'broken', message: 'a header name that can not be forwarded' };
  }
  const found = keys(provider, options);
  if (typeof found === 'string') return { kind: 'broken', message: `provider ${provider.name}: ${found}` };
  const config: JsonObject = {
    ...(provider.issuer !== '' && { issuer: provider.issuer }),
    ...(provider.audiences.length > 0 && { audiences: provider.audiences }),
    ...found.config,
    forward: true,
    ...sources(provider.from),
    payload_in_metadata: payloadKey,
    // RFC 8693 4.2: `scope` is a list with spaces.
    normalize_payload_in_metadata: { space_delimited_claims: ['scope'] },
    ...(provider.claimHeaders.length > 0 && {
      claim_to_headers: provider.claimHeaders.map(({ claim, header }) => ({ header_name: header, claim_name: claim })),
    }),
  };
  return { kind: 'provider', config, resources: found.resources };
}
