import type { ConfigSource } from '../options.ts';
import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';

const router: JsonObject = {
  name: 'envoy.filters.http.router',
  typed_config: { '@type': typeOf('envoy.extensions.filters.http.router.v3.Router'), suppress_envoy_headers: true },
};

/** `routes` names the route configuration. */
export const httpConnectionManager = (routes: string, configSource: ConfigSource): JsonObject => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: {
    '@type': typeOf('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
    stat_prefix: routes,
    rds: { route_config_name: routes, config_source: configSource('routes', routes) },
    http_filters: [router],
    use_remote_address: true,
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'REJECT_REQUEST',
    server_header_transformation: 'PASS_THROUGH',
    strip_trailing_host_dot: true,
    upgrade_configs: [{ upgrade_type: 'websocket' }],
  },
});
