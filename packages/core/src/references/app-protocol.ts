import type { BackendProtocol } from '../ir/backend.ts';
import { isPolicyKindName } from '../resources/resource.ts';

/** `appProtocol` of a Service port (KEP-3726 and IANA names). Without one a backend speaks HTTP/1.1. */
const appProtocols: ReadonlyMap<string, BackendProtocol> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['grpc', 'grpc'],
  ['kubernetes.io/h2c', 'h2c'],
  ['kubernetes.io/ws', 'ws'],
  ['kubernetes.io/wss', 'wss'],
]);

/** What a route kind needs of a Service port, and what it can speak. */
interface RouteProtocols {
  readonly transport: 'TCP' | 'UDP';
  readonly unset: BackendProtocol;
  readonly spoken: readonly BackendProtocol[];
}

const http: RouteProtocols = {
  transport: 'TCP',
  unset: 'http',
  spoken: ['http', 'https', 'grpc', 'h2c', 'ws', 'wss'],
};

/** A further route kind is one more line. */
const routeProtocols: ReadonlyMap<string, RouteProtocols> = new Map([['HTTPRoute', http]]);

/** What policies name gets copies of HTTP requests, or is asked about them. */
const protocolsOf = (kind: string): RouteProtocols | undefined =>
  isPolicyKindName(kind) ? http : routeProtocols.get(kind);

/** The transport of the Service port that a route of this kind can use. */
export const transportOf = (routeKind: string): 'TCP' | 'UDP' => protocolsOf(routeKind)?.transport ?? 'TCP';

/**
 * How a route of a kind speaks to a Service port, or undefined where it can't: then the backend is invalid with
 * UnsupportedProtocol (GEP-1911), for a guess could send a request to something that does not speak HTTP at all.
 */
export function protocolFor(routeKind: string, appProtocol: string | undefined): BackendProtocol | undefined {
  const rules = protocolsOf(routeKind);
  if (!rules) return undefined;
  if (appProtocol === undefined || appProtocol === '') return rules.unset;
  const protocol = appProtocols.get(appProtocol.toLowerCase());
  return protocol !== undefined && rules.spoken.includes(protocol) ? protocol : undefined;
}
