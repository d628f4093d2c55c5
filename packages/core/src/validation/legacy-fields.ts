/** Fields of earlier API versions, or of Ingress, that people still paste; `pathShape` with the kind in front. */
const fields = new Map<string, string>([
  ['HTTPRoute spec.gateways', 'name the Gateways in spec.parentRefs: [{name: my-gateway}]'],
  ['HTTPRoute spec.gatewayRefs', 'name the Gateways in spec.parentRefs: [{name: my-gateway}]'],
  ['HTTPRoute spec.parentRef', 'write a list: spec.parentRefs: [{name: my-gateway}]'],
  ['HTTPRoute spec.host', 'write a list: spec.hostnames: [example.com]'],
  ['HTTPRoute spec.hosts', 'write spec.hostnames: [example.com]'],
  ['HTTPRoute spec.tls', 'certificates belong to the Gateway: spec.listeners[].tls.certificateRefs'],
  ['HTTPRoute spec.rules[].forwardTo', 'write backendRefs: [{name: my-service, port: 8080, weight: 1}]'],
  ['HTTPRoute spec.rules[].backend', 'write a list: backendRefs: [{name: my-service, port: 8080}]'],
  ['HTTPRoute spec.rules[].backends', 'write backendRefs: [{name: my-service, port: 8080}]'],
  ['HTTPRoute spec.rules[].http', 'rules hold matches and backendRefs themselves, without http'],
  ['HTTPRoute spec.rules[].host', 'hosts belong to the route: spec.hostnames: [example.com]'],
  ['HTTPRoute spec.rules[].match', 'write a list: matches: [{path: {type: PathPrefix, value: /}}]'],
  ['HTTPRoute spec.rules[].matches[].pathType', 'write path: {type: PathPrefix, value: /}'],
  [
    'HTTPRoute spec.rules[].matches[].extensionRef',
    'extensions are filters: filters: [{type: ExtensionRef, extensionRef: …}]',
  ],
  [
    'HTTPRoute spec.rules[].matches[].headers[].values',
    'write an entry for each header: {name: x-version, value: "1"}',
  ],
  ['HTTPRoute spec.rules[].backendRefs[].serviceName', 'write name: my-service'],
  ['HTTPRoute spec.rules[].backendRefs[].servicePort', 'write port: 8080'],
  ['HTTPRoute spec.rules[].backendRefs[].service', 'write name: my-service and port: 8080'],
  ['HTTPRoute spec.rules[].filters[].requestMirror.serviceName', 'write backendRef: {name: my-service, port: 8080}'],
  ['HTTPRoute spec.rules[].filters[].requestMirror.port', 'write backendRef: {name: my-service, port: 8080}'],
  ['HTTPRoute spec.rules[].filters[].requestRedirect.protocol', 'write scheme: https'],
  [
    'HTTPRoute spec.rules[].sessionPersistence.sessionName',
    'write cookie: {name: …}, or header: {name: …} with type: Header',
  ],
  ['HTTPRoute spec.rules[].sessionPersistence.cookieConfig', 'write cookie: {lifetimeType: …}'],
  ['HTTPRoute spec.rules[].sessionPersistence.idleTimeout', 'only absoluteTimeout is left'],
  ['Gateway spec.gatewayClass', 'write gatewayClassName: my-class'],
  ['Gateway spec.backendTLS', 'write spec.tls.backend: {clientCertificateRef: {name: my-secret}}'],
  ['Gateway spec.listeners[].routes', 'write allowedRoutes: {kinds: [{kind: HTTPRoute}], namespaces: {from: Same}}'],
  ['Gateway spec.listeners[].allowRoutes', 'write allowedRoutes: {namespaces: {from: Same}}'],
  ['Gateway spec.listeners[].allowedRoutes.from', 'write allowedRoutes: {namespaces: {from: Same}}'],
  ['Gateway spec.listeners[].tls.certificateRef', 'write a list: certificateRefs: [{name: my-secret}]'],
  [
    'Gateway spec.listeners[].tls.routeOverride',
    'routes no longer bring certificates: use certificateRefs of the listener',
  ],
  ['Gateway spec.listeners[].tls.frontendValidation', 'write spec.tls.frontend: {default: {validation: …}}'],
  ['GatewayClass spec.controller', 'write controllerName: example.com/my-controller'],
  ['GatewayClass spec.parametersRef.scope', 'a parametersRef with a namespace is namespaced, one without is not'],
]);

/** Filters are the same on a rule and on a backendRef. */
export const legacyShape = (kind: string, shape: string): string =>
  `${kind} ${shape.replace('.backendRefs[].filters[]', '.filters[]')}`;

/** What to write instead of a field that is gone. */
export const legacyField = (kind: string, shape: string): string | undefined => fields.get(legacyShape(kind, shape));
