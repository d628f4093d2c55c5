// Few words, on purpose: what is generated from them shares names, overlaps, attaches and is hit by requests.

export const namespaces = ['infra', 'shop', 'pay', 'default'] as const;
/** Labels of the namespaces above, which the selectors of `allowedRoutes` look for. */
export const teams = ['blue', 'green'] as const;

export const gatewayClassNames = ['routeward', 'foreign'] as const;
export const ownController = 'routeward.dev/gateway-controller';
export const foreignController = 'elsewhere.example/controller';

export const gatewayNames = ['edge', 'inner'] as const;
export const listenerNames = ['http', 'http-2', 'web', 'secure'] as const;
export const listenerPorts = [80, 80, 8080, 443] as const;
export const routeNames = ['cart', 'catalog', 'login', 'news', 'old-shop', 'search'] as const;
export const ruleNames = ['first', 'second', 'third'] as const;
export const serviceNames = ['web', 'api', 'worker'] as const;
export const servicePorts = [80, 8080] as const;
export const secretNames = ['cert', 'other-cert'] as const;
/** Where most of what lies in another namespace lies. */
export const grantedNamespaces = ['pay', 'pay', 'shop', 'infra'] as const;
export const grantNames = ['from-shop', 'from-infra', 'from-anywhere'] as const;
export const configMapNames = ['settings', 'ca'] as const;

/** Timestamps repeat, so that names have to break ties. */
export const timestamps = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2025-12-31T23:59:59Z'] as const;

export const listenerHostnames = [
  '*.example.com',
  'shop.example.com',
  '*.eu.example.com',
  '*.com',
  'example.com',
] as const;
export const routeHostnames = [
  'shop.example.com',
  'a.eu.example.com',
  '*.example.com',
  '*.eu.example.com',
  'example.com',
  'b.a.eu.example.com',
  'other.test',
] as const;

export const paths = [
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/ab',
  '/A',
  '/api',
  '/api/v1',
  '/api/v1/x',
  '/a%20b',
  '/a.b',
  '/a;v=1',
] as const;

/** Regular expressions with paths that they match as a whole. */
export const pathRegexes = [
  { regex: '/a.*', samples: ['/a', '/ab', '/a/b'] },
  { regex: '/api/v[0-9]+', samples: ['/api/v1', '/api/v22'] },
  { regex: '/(a|b)+', samples: ['/a', '/abba'] },
  { regex: '/[^/]+/b', samples: ['/a/b', '/x/b'] },
  { regex: '.*', samples: ['/', '/a/b', '/zzz'] },
] as const;

/** Regular expressions with header and query values that they match as a whole. */
export const valueRegexes = [
  { regex: 'v[12]', samples: ['v1', 'v2'] },
  { regex: '(dark|light)?', samples: ['', 'dark'] },
  { regex: '[a-z]+', samples: ['dark', 'x'] },
  { regex: '.+', samples: ['v1', 'x y', 'a,b'] },
] as const;

export const headerNames = ['x-version', 'X-Version', 'X-Theme', 'cookie', 'accept', '__proto__'] as const;
export const queryNames = ['v', 'theme', 'V', 'constructor', 'q'] as const;
export const values = ['v1', 'v2', 'dark', 'a,b', 'x y'] as const;
export const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** Names of headers that filters change. */
export const changedHeaders = ['x-added', 'X-Set', 'x-gone', 'x-more'] as const;
