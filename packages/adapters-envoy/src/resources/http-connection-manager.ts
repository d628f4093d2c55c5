import type { ConfigSource } from '../options.ts';
import type { JsonObject, JsonValue } from '../resource.ts';
import { typeOf } from '../type-urls.ts';
import { disabledFault } from './fault.ts';
import { alwaysThere, mayBeMissing } from './guard/always-there.ts';
import { inOrder, type NeededFilter, toHttpFilter } from './guard/needed-filter.ts';
import { saysWhatIsThere } from './guard/present.ts';
import { refusals } from './refusals.ts';
import { disabledSession } from './session.ts';

const router: JsonObject = {
  name: 'envoy.filters.http.router',
  typed_config: { '@type': typeOf('envoy.extensions.filters.http.router.v3.Router'), suppress_envoy_headers: true },
};

/** What proxies in front write, and what applications behind them are known to believe. */
const forwarded = [
  'forwarded',
  'x-real-ip',
  ...[
    ...['access-token', 'by', 'client-cert', 'email', 'for', 'groups', 'host', 'method', 'path', 'port'],
    ...['preferred-username', 'prefix', 'proto', 'scheme', 'server', 'ssl', 'uri', 'user'],
  ].map((name) => `x-forwarded-${name}`),
];

const writtenHost: JsonObject = {
  append: {
    header: { key: 'x-forwarded-host', value: '%REQ(:authority)%' },
    append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
  },
};

const mutation = 'envoy.http.early_header_mutation.header_mutation';

/**
 * What clients say about the way of their request is not believed. Envoy would append to X-Forwarded-For and leave the
 * others as they are.
 */
function forwardedFields(trustedHops: number): JsonObject {
  if (trustedHops > 0) return { xff_num_trusted_hops: trustedHops };
  const mutations: JsonValue = [...forwarded.map((remove) => ({ remove })), writtenHost];
  const type = typeOf('envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation');
  return { early_header_mutation_extensions: [{ name: mutation, typed_config: { '@type': type, mutations } }] };
}

/** Paths are made the same for all before any rule looks; what backends may read in another way is refused. */
const paths: JsonObject = {
  normalize_path: true,
  merge_slashes: true,
  path_with_escaped_slashes_action: 'REJECT_REQUEST',
};

/** As Envoy's guide to edge proxies, and the Node proxy, have them. */
const limits: JsonObject = {
  max_request_headers_kb: 16,
  request_headers_timeout: '10s',
  request_timeout: '300s',
  stream_idle_timeout: '300s',
  common_http_protocol_options: {
    idle_timeout: '3600s',
    max_headers_count: 100,
    headers_with_underscores_action: 'DROP_HEADER',
  },
  http_protocol_options: { accept_http_10: true },
  http2_protocol_options: {
    max_concurrent_streams: 100,
    initial_stream_window_size: 65_536,
    initial_connection_window_size: 1_048_576,
  },
};

export interface ConnectionManagerOptions {
  /** Name of the route configuration. */
  readonly routes: string;
  readonly configSource: ConfigSource;
  readonly trustedHops: number;
  /** What its routes need beyond what is always there. */
  readonly filters: readonly NeededFilter[];
}

const usual = inOrder(alwaysThere).map(toHttpFilter);

function guards(needed: readonly NeededFilter[]): readonly JsonObject[] {
  const all = inOrder([...alwaysThere, ...needed]);
  const others = mayBeMissing(all);
  return others.length === 0 && needed.length === 0
    ? usual
    : [...(others.length > 0 ? [saysWhatIsThere(others)] : []), ...all.map(toHttpFilter)];
}

export const httpConnectionManager = ({
  routes,
  configSource,
  trustedHops,
  filters,
}: ConnectionManagerOptions): JsonObject => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: {
    '@type': typeOf('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
    stat_prefix: routes,
    rds: { route_config_name: routes, config_source: configSource('routes', routes) },
    http_filters: [...refusals, ...guards(filters), disabledFault, disabledSession, router],
    use_remote_address: true,
    ...forwardedFields(trustedHops),
    ...paths,
    ...limits,
    strip_trailing_host_dot: true,
    server_header_transformation: 'PASS_THROUGH',
    generate_request_id: false,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
  },
});
