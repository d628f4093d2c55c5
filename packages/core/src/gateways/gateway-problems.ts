import type { GatewayAddress } from '../ir/configuration.ts';
import { resolveCertificate, type SecretRefusal } from '../references/secret-ref.ts';
import type { Gateway } from '../resources/gateway.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Finding, FindingRule, Severity } from '../validation/finding.ts';
import type { GatewayOwner } from './gateway-class.ts';
import { gatewaySource } from './listener-tls.ts';

/** Something about a Gateway as a whole, with the reason that its condition gets. */
export interface GatewayProblem {
  readonly reason: string;
  readonly message: string;
}

/** What the checks of a Gateway without its listeners found. */
export interface GatewayCheck {
  readonly addresses: readonly GatewayAddress[];
  /** Makes Accepted False. */
  readonly refusal: GatewayProblem | undefined;
  /** Makes Programmed False although the Gateway is accepted. */
  readonly addressProblem: GatewayProblem | undefined;
  /** Makes ResolvedRefs False. */
  readonly reference: GatewayProblem | undefined;
  /** Paths of client validations that let in clients without a valid certificate. */
  readonly insecure: readonly string[];
  /** Why no listener can be served. */
  readonly blocked: string | undefined;
  readonly findings: readonly Finding[];
}

export interface AddressOptions {
  readonly isUsableAddress?: ((address: GatewayAddress) => boolean) | undefined;
}

const supportedAddressTypes = ['IPAddress', 'Hostname'];

const clientCertificateReasons: Record<SecretRefusal, string> = {
  kind: 'InvalidClientCertificateRef',
  'not-permitted': 'RefNotPermitted',
  content: 'InvalidClientCertificateRef',
};

/** A problem that stands at a field. */
interface Located extends GatewayProblem {
  readonly rule: FindingRule;
  readonly path: string;
}

function classRefusal(owner: GatewayOwner): Located | undefined {
  if (owner.kind === 'ours' && owner.gatewayClass.accepted) return undefined;
  const message = owner.kind === 'ours' ? `${owner.gatewayClass.key} is not accepted` : owner.message;
  return { reason: 'Invalid', rule: 'reference', path: 'spec.gatewayClassName', message };
}

/** Like a class's parameters: no kind of them is known. */
function parametersRefusal({ spec }: Gateway): Located | undefined {
  const ref = spec.infrastructure?.parametersRef;
  if (!ref) return undefined;
  const message = `parameters of kind ${ref.kind} are not supported`;
  return { reason: 'InvalidParameters', rule: 'reference', path: 'spec.infrastructure.parametersRef', message };
}

function addressRefusal({ spec }: Gateway): Located | undefined {
  for (const [index, { type }] of (spec.addresses ?? []).entries()) {
    if (supportedAddressTypes.includes(type)) continue;
    const message = `addresses of type ${type} are not supported, only ${supportedAddressTypes.join(' and ')}`;
    return { reason: 'UnsupportedAddress', rule: 'value', path: `spec.addresses[${index}].type`, message };
  }
  return undefined;
}

function unusableAddress({ spec }: Gateway, options: AddressOptions): Located | undefined {
  const { isUsableAddress = () => true } = options;
  for (const [index, address] of (spec.addresses ?? []).entries()) {
    if (isUsableAddress(toAddress(address))) continue;
    const message = `${address.type} ${address.value ?? 'without a value'} cannot be used`;
    const reason = address.value ? 'AddressNotUsable' : 'AddressNotAssigned';
    return { reason, rule: 'value', path: `spec.addresses[${index}]`, message };
  }
  return undefined;
}

/** Fails on its own condition only: the Gateway stays accepted (GEP-3155). */
function clientCertificateProblem(snapshot: Snapshot, gateway: Gateway): Located | undefined {
  const ref = gateway.spec.tls?.backend?.clientCertificateRef;
  if (!ref) return undefined;
  const resolved = resolveCertificate(snapshot, gatewaySource(gateway), ref);
  if (resolved.kind === 'resolved') return undefined;
  const reason = clientCertificateReasons[resolved.refusal];
  return { reason, rule: 'reference', path: 'spec.tls.backend.clientCertificateRef', message: resolved.message };
}

function insecureValidations({ spec }: Gateway): readonly string[] {
  const frontend = spec.tls?.frontend;
  if (!frontend) return [];
  const path = 'spec.tls.frontend';
  const places = [
    { tls: frontend.default, at: `${path}.default` },
    ...(frontend.perPort ?? []).map(({ tls }, index) => ({ tls, at: `${path}.perPort[${index}].tls` })),
  ];
  return places.flatMap(({ tls, at }) =>
    tls.validation?.mode === 'AllowInsecureFallback' ? `${at}.validation.mode` : [],
  );
}

function toAddress({ type, value }: GatewayAddress): GatewayAddress {
  return value === undefined ? { type } : { type, value };
}

/** Checks what concerns a Gateway as a whole. */
export function checkGateway(
  snapshot: Snapshot,
  gateway: Gateway,
  owner: GatewayOwner,
  options: AddressOptions,
): GatewayCheck {
  const refusal = classRefusal(owner) ?? parametersRefusal(gateway) ?? addressRefusal(gateway);
  const addressProblem = refusal ? undefined : unusableAddress(gateway, options);
  const reference = clientCertificateProblem(snapshot, gateway);
  const insecure = insecureValidations(gateway);
  const resource = resourceKey(gateway);
  const report = (severity: Severity, { rule, path, message }: Omit<Located, 'reason'>): Finding => ({
    severity,
    rule,
    resource,
    path,
    message,
  });
  return {
    addresses: (gateway.spec.addresses ?? []).map(toAddress),
    refusal,
    addressProblem,
    reference,
    insecure,
    blocked: refusal && `the Gateway is not accepted: ${refusal.message}`,
    findings: [
      ...[refusal, addressProblem, reference].flatMap((problem) => (problem ? report('error', problem) : [])),
      ...insecure.map((path) => report('warning', { rule: 'value', path, message: insecureMessage })),
    ],
  };
}

const insecureMessage = 'clients without a valid certificate are let in';
