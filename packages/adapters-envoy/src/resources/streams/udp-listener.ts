import type { EnvoyResource, JsonObject } from '../../resource.ts';
import { typeOf, typeUrls } from '../../type-urls.ts';
import { toResource } from '../resource-map.ts';
import type { StreamTarget } from './stream-target.ts';

const route = ({ cluster }: StreamTarget): JsonObject => ({
  action: {
    name: 'route',
    typed_config: { '@type': typeOf('envoy.extensions.filters.udp.udp_proxy.v3.Route'), cluster },
  },
});

/** Holds for the sources whose hash is at least `least` of `total`. */
const share = (least: number, total: number): JsonObject => ({
  single_predicate: {
    input: {
      name: 'source',
      typed_config: { '@type': typeOf('envoy.extensions.matching.common_inputs.network.v3.SourceIPInput') },
    },
    custom_match: {
      name: 'envoy.matching.matchers.consistent_hashing',
      typed_config: {
        '@type': typeOf('envoy.extensions.matching.input_matchers.consistent_hashing.v3.ConsistentHashing'),
        threshold: least,
        modulo: total,
      },
    },
  },
});

/** Datagrams have no weights in Envoy: sources are shared out, so that each talks to one backend. */
function matcher(targets: readonly StreamTarget[], last: StreamTarget): JsonObject {
  let least = targets.reduce((sum, { weight }) => sum + weight, 0);
  const total = least;
  const others = targets.slice(0, -1).map((target) => {
    least -= target.weight;
    return { predicate: share(least, total), on_match: route(target) };
  });
  return { ...(others.length > 0 && { matcher_list: { matchers: others } }), on_no_match: route(last) };
}

export interface UdpListenerParts {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** Undefined where nobody would get the datagrams. */
export function udpListener(
  { name, address, port }: UdpListenerParts,
  targets: readonly StreamTarget[],
): EnvoyResource | undefined {
  const last = targets.at(-1);
  if (!last) return undefined;
  return toResource(typeUrls.listener, name, {
    '@type': typeUrls.listener,
    name,
    address: { socket_address: { protocol: 'UDP', address, port_value: port } },
    udp_listener_config: {},
    listener_filters: [
      {
        name: 'envoy.filters.udp_listener.udp_proxy',
        typed_config: {
          '@type': typeOf('envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig'),
          stat_prefix: name,
          matcher: matcher(targets, last),
          ...(targets.some(({ plan }) => plan && plan.hash.length > 0) && { hash_policies: [{ source_ip: true }] }),
        },
      },
    ],
  });
}
