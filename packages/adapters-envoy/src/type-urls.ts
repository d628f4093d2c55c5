const prefix = 'type.googleapis.com/';

/** What is delivered to an Envoy, by Envoy's own names. */
export const typeUrls = {
  listener: `${prefix}envoy.config.listener.v3.Listener`,
  routes: `${prefix}envoy.config.route.v3.RouteConfiguration`,
  cluster: `${prefix}envoy.config.cluster.v3.Cluster`,
  endpoints: `${prefix}envoy.config.endpoint.v3.ClusterLoadAssignment`,
  scope: `${prefix}envoy.config.route.v3.ScopedRouteConfiguration`,
  secret: `${prefix}envoy.extensions.transport_sockets.tls.v3.Secret`,
} as const;

/** The `@type` of a message that travels as `Any`. */
export const typeOf = (message: string): string => `${prefix}${message}`;
