import type { ClientValidation, ListenerTls, SecretReference } from '../ir/configuration.ts';
import {
  type ResolvedSecret,
  resolveAuthority,
  resolveCertificate,
  type SecretRefusal,
} from '../references/secret-ref.ts';
import type { Gateway } from '../resources/gateway.ts';
import type { FrontendTlsConfig } from '../resources/gateway-tls.ts';
import type { Listener, ListenerTls as ListenerTlsSpec } from '../resources/listener.ts';
import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type Checked, type ListenerProblem, notAccepted, notResolved, unused } from './listener-problem.ts';
import { gatewayGroup, type ProtocolRules } from './listener-protocols.ts';

/** A Gateway as the `from` of a ReferenceGrant. */
export const gatewaySource = ({ metadata }: Gateway): ReferenceSource => ({
  group: gatewayGroup,
  kind: 'Gateway',
  namespace: metadata.namespace,
});

const certificateReasons: Record<SecretRefusal, string> = {
  kind: 'InvalidCertificateRef',
  'not-permitted': 'RefNotPermitted',
  content: 'InvalidCertificateRef',
};

const authorityReasons: Record<SecretRefusal, string> = {
  kind: 'InvalidCACertificateKind',
  'not-permitted': 'RefNotPermitted',
  content: 'InvalidCACertificateRef',
};

/** Keeps the references that resolve, and says of each other why not. */
function resolveEach<T>(
  refs: readonly T[],
  path: string,
  reasons: Record<SecretRefusal, string>,
  resolve: (ref: T) => ResolvedSecret,
): Checked<readonly SecretReference[]> {
  const value: SecretReference[] = [];
  const problems: ListenerProblem[] = [];
  for (const [index, ref] of refs.entries()) {
    const resolved = resolve(ref);
    if (resolved.kind === 'resolved') value.push(resolved.secret);
    else problems.push(notResolved(reasons[resolved.refusal], `${path}[${index}]`, resolved.message));
  }
  return { value, problems };
}

function checkCertificates(
  snapshot: Snapshot,
  from: ReferenceSource,
  tls: ListenerTlsSpec | undefined,
  path: string,
): Checked<readonly SecretReference[]> {
  const refs = tls?.certificateRefs ?? [];
  const at = `${path}.certificateRefs`;
  if (refs.length > 0) {
    return resolveEach(refs, at, certificateReasons, (ref) => resolveCertificate(snapshot, from, ref));
  }
  const message = 'a listener that ends TLS needs a certificate';
  return { value: [], problems: [notResolved('InvalidCertificateRef', at, message)] };
}

/** The validation for a port with its path: an entry in `perPort` replaces the default as a whole, even if empty. */
function frontendFor(gateway: Gateway, port: number): readonly [FrontendTlsConfig, string] | undefined {
  const frontend = gateway.spec.tls?.frontend;
  if (!frontend) return undefined;
  const path = 'spec.tls.frontend';
  for (const [index, entry] of (frontend.perPort ?? []).entries()) {
    if (entry.port === port) return [entry.tls, `${path}.perPort[${index}].tls`];
  }
  return [frontend.default, `${path}.default`];
}

/** Any reference that fails is reported; while one is left, clients are checked by that, and without any nobody gets in. */
function checkClientValidation(
  snapshot: Snapshot,
  gateway: Gateway,
  from: ReferenceSource,
  port: number,
): Checked<ClientValidation | undefined> {
  const [config, path] = frontendFor(gateway, port) ?? [];
  const validation = config?.validation;
  if (!validation) return { value: undefined, problems: [] };
  const at = `${path}.validation.caCertificateRefs`;
  const refs = validation.caCertificateRefs;
  const { value, problems } = resolveEach(refs, at, authorityReasons, (ref) => resolveAuthority(snapshot, from, ref));
  const none = 'no certificate authority is left by which clients could be checked';
  return {
    value: { mode: validation.mode, authorities: value },
    problems: value.length > 0 ? problems : [...problems, notAccepted('NoValidCACertificate', 'reference', at, none)],
  };
}

function modeProblems(tls: ListenerTlsSpec | undefined, rules: ProtocolRules, path: string): ListenerProblem[] {
  if (!tls) return [];
  const { mode, options = {} } = tls;
  const unknown = Object.keys(options).map((name) => unused(`${path}.options[${name}]`, `option ${name} is not known`));
  if (rules.tlsModes.includes(mode)) return unknown;
  return [
    ...unknown,
    notAccepted('UnsupportedValue', 'value', `${path}.mode`, `TLS mode ${mode} is not supported here`),
  ];
}

/** TLS of one listener: undefined where the protocol has none. */
export function checkTls(
  snapshot: Snapshot,
  gateway: Gateway,
  listener: Listener,
  rules: ProtocolRules,
  path: string,
): Checked<ListenerTls | undefined> {
  const { tls, port } = listener;
  const at = `${path}.tls`;
  const modes = modeProblems(tls, rules, at);
  if (rules.tlsModes.length === 0) return { value: undefined, problems: modes };
  const mode = tls?.mode ?? 'Terminate';
  if (mode === 'Passthrough') return { value: { mode, certificates: [] }, problems: modes };
  const from = gatewaySource(gateway);
  const certificates = checkCertificates(snapshot, from, tls, at);
  const clients = rules.checksClients
    ? checkClientValidation(snapshot, gateway, from, port)
    : { value: undefined, problems: [] };
  return {
    value: { mode, certificates: certificates.value, ...(clients.value && { clientValidation: clients.value }) },
    problems: [...modes, ...certificates.problems, ...clients.problems],
  };
}
