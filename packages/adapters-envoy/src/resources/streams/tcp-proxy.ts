import type { JsonObject } from '../../resource.ts';
import { typeOf } from '../../type-urls.ts';
import { invalidCluster, type StreamTarget } from './stream-target.ts';

function destination(targets: readonly StreamTarget[]): JsonObject {
  const [first] = targets;
  if (!first) return { cluster: invalidCluster };
  if (targets.length === 1) return { cluster: first.cluster };
  return { weighted_clusters: { clusters: targets.map(({ cluster, weight }) => ({ name: cluster, weight })) } };
}

/** Of a connection nothing can be hashed but where it comes from. */
const hash = (targets: readonly StreamTarget[]): JsonObject =>
  targets.some(({ plan }) => plan && plan.hash.length > 0) ? { hash_policy: [{ source_ip: {} }] } : {};

/** Passes bytes on as they come. */
export const tcpProxy = (name: string, targets: readonly StreamTarget[]): JsonObject => ({
  name: 'envoy.filters.network.tcp_proxy',
  typed_config: {
    '@type': typeOf('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
    stat_prefix: name,
    ...destination(targets),
    ...hash(targets),
  },
});
