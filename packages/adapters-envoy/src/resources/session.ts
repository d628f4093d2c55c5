import type { SessionPersistence } from '@routeward/core';
import type { JsonObject } from '../resource.ts';
import { typeOf } from '../type-urls.ts';
import { duration } from './duration.ts';

const sessionFilter = 'envoy.filters.http.stateful_session';
const package_ = 'envoy.extensions.filters.http.stateful_session.v3';

/** In the connection manager's list, off until a route turns it on. */
export const disabledSession: JsonObject = {
  name: sessionFilter,
  disabled: true,
  typed_config: { '@type': typeOf(`${package_}.StatefulSession`) },
};

function sessionState(session: SessionPersistence): JsonObject {
  if (session.kind === 'header') {
    const type = typeOf('envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState');
    return { name: 'envoy.http.stateful_session.header', typed_config: { '@type': type, name: session.name } };
  }
  const { name, path = '/', permanent, absoluteTimeout } = session;
  // Without a lifetime the cookie ends with the browser's session.
  const lifetime = permanent && absoluteTimeout !== undefined ? { ttl: duration(absoluteTimeout) } : {};
  return {
    name: 'envoy.http.stateful_session.cookie',
    typed_config: {
      '@type': typeOf('envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState'),
      cookie: { name, path, ...lifetime },
    },
  };
}

/** A session stays with its endpoint while that is healthy, and moves on with the next answer where it is not. */
export const sessionConfig = (session: SessionPersistence): JsonObject => ({
  [sessionFilter]: {
    '@type': typeOf(`${package_}.StatefulSessionPerRoute`),
    stateful_session: { session_state: sessionState(session) },
  },
});
