import type { BackendObject, BackendProtocol, EffectiveBackend, InvalidBackendReason } from '../ir/backend.ts';
import type { Service, ServicePort } from '../resources/service.ts';
import type { ReferenceSource } from '../snapshot/groups.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Finding } from '../validation/finding.ts';
import { protocolFor, transportOf } from './app-protocol.ts';
import { collectEndpoints, type EndpointOptions } from './endpoints.ts';
import { kindName } from './kind-name.ts';
import { isPermitted, notPermitted } from './reference-grant.ts';

/** A backendRef, of a rule or of a mirror filter, with the CRD's defaults applied. */
export interface BackendReference {
  readonly group: string;
  readonly kind: string;
  /** Absent: the namespace of the route. */
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly port?: number | undefined;
}

export interface InvalidBackend {
  readonly kind: 'invalid';
  readonly ref: BackendObject;
  readonly reason: InvalidBackendReason;
  readonly message: string;
}

/** A reference that holds, before its endpoints are looked up. */
export interface CheckedBackend {
  readonly kind: 'checked';
  /** Key of the `EffectiveBackend`: `Service/namespace/name/port`. */
  readonly key: string;
  readonly ref: BackendObject & { readonly port: number };
  readonly protocol: BackendProtocol;
  readonly servicePort: ServicePort;
}

/** A backend with its endpoints. */
export interface BuiltBackend {
  readonly backend: EffectiveBackend;
  /** About EndpointSlices, not about the reference: the same for every reference to this backend. */
  readonly findings: readonly Finding[];
}

function toBackendObject(from: ReferenceSource, ref: BackendReference): BackendObject {
  const { group, kind, name, namespace = from.namespace, port } = ref;
  return { group, kind, namespace, name, ...(port !== undefined && { port }) };
}

/**
 * A Service of type ExternalName is refused: its name can mean any host, the gateway's own machine included
 * (CVE-2021-25740, CVE-2021-32783). InvalidKind, because the API gives the support level of ExternalName under
 * `BackendObjectReference.kind` (object_reference_types.go), and unlike BackendNotFound it does not send people looking for a
 * Service that is there.
 */
const externalName = (ref: BackendObject): string => `Service ${ref.name} is of type ExternalName, which is refused`;

/** The port of a Service for a route; a Service may use one number for TCP and for UDP. */
function findPort(service: Service, port: number, transport: string): ServicePort | undefined {
  const candidates = (service.spec.ports ?? []).filter((entry) => entry.port === port);
  return candidates.find((entry) => entry.protocol === transport) ?? candidates[0];
}

/**
 * Checks a backendRef without looking at endpoints. In this order: a kind we don't know is InvalidKind, a reference
 * that is not granted RefNotPermitted whether its target exists or not, then existence, then the protocol.
 */
export function checkBackend(
  snapshot: Snapshot,
  from: ReferenceSource,
  reference: BackendReference,
): CheckedBackend | InvalidBackend {
  const ref = toBackendObject(from, reference);
  const invalid = (reason: InvalidBackendReason, message: string): InvalidBackend => ({
    kind: 'invalid',
    ref,
    reason,
    message,
  });
  if (ref.group !== '' || ref.kind !== 'Service') {
    return invalid('InvalidKind', `${kindName(ref)} is no kind of backend that is supported`);
  }
  if (!isPermitted(snapshot, from, ref)) return invalid('RefNotPermitted', notPermitted(from, ref));
  const service = snapshot.find('Service', ref.namespace, ref.name);
  const where = `in namespace ${ref.namespace}`;
  if (!service) return invalid('BackendNotFound', `no Service ${ref.name} ${where}`);
  if (service.spec.type === 'ExternalName') return invalid('InvalidKind', externalName(ref));
  const { port } = ref;
  if (port === undefined) return invalid('BackendNotFound', `a reference to Service ${ref.name} needs a port`);
  const transport = transportOf(from.kind);
  const servicePort = findPort(service, port, transport);
  if (!servicePort) return invalid('BackendNotFound', `Service ${ref.name} ${where} has no port ${port}`);
  const protocol = protocolFor(from.kind, servicePort.appProtocol);
  if (servicePort.protocol !== transport || protocol === undefined) {
    return invalid('UnsupportedProtocol', unsupported(from, ref, port, servicePort));
  }
  const key = `${ref.kind}/${ref.namespace}/${ref.name}/${port}`;
  return { kind: 'checked', key, ref: { ...ref, port }, protocol, servicePort };
}

function unsupported(from: ReferenceSource, ref: BackendObject, port: number, servicePort: ServicePort): string {
  const spoken = servicePort.appProtocol ?? servicePort.protocol;
  return `port ${port} of Service ${ref.name} speaks ${spoken}, which ${from.kind} can't`;
}

/** Looks up the endpoints of a checked reference. All references with the same key give the same answer. */
export function buildBackend(
  snapshot: Snapshot,
  { key, ref, protocol, servicePort }: CheckedBackend,
  options: EndpointOptions = {},
): BuiltBackend {
  const transport = servicePort.protocol === 'UDP' ? 'UDP' : 'TCP';
  const slices = snapshot.endpointSlicesOf(ref.namespace, ref.name);
  const { endpoints, findings } = collectEndpoints(slices, { name: servicePort.name ?? '', transport }, options);
  return { backend: { key, ref, protocol, endpoints }, findings };
}
