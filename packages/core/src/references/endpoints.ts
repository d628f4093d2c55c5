import type { Endpoint } from '../ir/backend.ts';
import type { EndpointSlice, SliceEndpoint } from '../resources/endpoint-slice.ts';
import { resourceKey } from '../resources/resource.ts';
import { compareText } from '../text/compare-text.ts';
import type { Finding } from '../validation/finding.ts';
import { classifyIpv4, classifyIpv6 } from './address-class.ts';

export interface EndpointOptions {
  /**
   * Lets endpoints be loopback addresses, and DNS names, which can mean any address. Off unless set: whoever may write
   * EndpointSlices could otherwise reach what listens on the gateway's own machine (CVE-2021-25740, CVE-2021-32783).
   * Meant for manifests whose author owns the machine.
   */
  readonly allowLoopbackEndpoints?: boolean;
}

/** The Service port that endpoints are wanted for. */
export interface WantedPort {
  /** Empty for the only port of a Service. */
  readonly name: string;
  readonly transport: 'TCP' | 'UDP';
}

export interface Endpoints {
  /** By address, then port. */
  readonly endpoints: readonly Endpoint[];
  readonly findings: readonly Finding[];
}

/** Ready ones get traffic; draining ones only while there is nothing else. */
type Readiness = 'ready' | 'draining' | 'none';

const names = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i;

/** Why an address may not be an endpoint. */
function addressProblem(addressType: string, address: string, options: EndpointOptions): string | undefined {
  if (addressType === 'FQDN') {
    if (!names.test(address)) return 'is not a DNS name';
    return options.allowLoopbackEndpoints ? undefined : 'is a DNS name, which could mean any address';
  }
  const addressClass = addressType === 'IPv6' ? classifyIpv6(address) : classifyIpv4(address);
  if (addressClass === undefined) return `is not an ${addressType} address`;
  if (addressClass === 'unicast' || (addressClass === 'loopback' && options.allowLoopbackEndpoints)) return undefined;
  return `is a ${addressClass} address`;
}

/** An unknown `ready` counts as ready, an unknown `serving` as the same as `ready` (EndpointConditions). */
function readinessOf({ conditions }: SliceEndpoint): Readiness {
  if (conditions?.ready ?? true) return 'ready';
  return conditions?.serving && conditions.terminating ? 'draining' : 'none';
}

/** The port numbers of a slice that stand for a Service port; one without a number says nothing about where to go. */
function portNumbers(slice: EndpointSlice, wanted: WantedPort): readonly number[] {
  return slice.ports.flatMap(({ name, protocol, port }) =>
    name === wanted.name && protocol === wanted.transport && port !== undefined ? port : [],
  );
}

function toEndpoint(endpoint: SliceEndpoint, address: string, port: number): Endpoint {
  const { zone, nodeName, hostname } = endpoint;
  return {
    address: address.toLowerCase(),
    port,
    ...(zone && { zone }),
    ...(nodeName && { nodeName }),
    ...(hostname && { hostname }),
  };
}

/** Collects from slice after slice; an address and port that comes again is the same endpoint. */
class EndpointCollector {
  readonly findings: Finding[] = [];
  readonly #byReadiness = { ready: new Map<string, Endpoint>(), draining: new Map<string, Endpoint>() };
  readonly #options: EndpointOptions;

  constructor(options: EndpointOptions) {
    this.#options = options;
  }

  addSlice(slice: EndpointSlice, ports: readonly number[]): void {
    for (const [index, endpoint] of slice.endpoints.entries()) {
      const readiness = readinessOf(endpoint);
      if (readiness === 'none') continue;
      for (const [position, address] of endpoint.addresses.entries()) {
        const problem = addressProblem(slice.addressType, address, this.#options);
        if (problem !== undefined) this.#refuse(slice, `endpoints[${index}].addresses[${position}]`, address, problem);
        else for (const port of ports) this.#add(readiness, toEndpoint(endpoint, address, port));
      }
    }
  }

  /** Draining endpoints only where no other is left, as kube-proxy does (KEP-1669). */
  endpoints(): readonly Endpoint[] {
    const { ready, draining } = this.#byReadiness;
    const chosen = [...(ready.size > 0 ? ready : draining).values()];
    return chosen.sort((a, b) => compareText(a.address, b.address) || a.port - b.port);
  }

  #add(readiness: 'ready' | 'draining', endpoint: Endpoint): void {
    const known = this.#byReadiness[readiness];
    const key = `${endpoint.address} ${endpoint.port}`;
    if (!known.has(key)) known.set(key, endpoint);
  }

  #refuse(slice: EndpointSlice, path: string, address: string, problem: string): void {
    const message = `endpoint ${address} is refused: it ${problem}`;
    this.findings.push({ severity: 'error', rule: 'value', resource: resourceKey(slice), path, message });
  }
}

/** The endpoints of a Service port from the slices of the Service, which come sorted by name. */
export function collectEndpoints(
  slices: readonly EndpointSlice[],
  wanted: WantedPort,
  options: EndpointOptions,
): Endpoints {
  const collector = new EndpointCollector(options);
  for (const slice of slices) {
    const ports = portNumbers(slice, wanted);
    if (ports.length > 0) collector.addSlice(slice, ports);
  }
  return { endpoints: collector.endpoints(), findings: collector.findings };
}
