import type { BackendProtocol, EffectiveBackend } from '@routeward/core';

/** Where a rule's routes will stand. */
export interface RouteContext {
  readonly scheme: 'http' | 'https';
  readonly listenerPort: number;
  /** Domain of the virtual host: exact, `*.…` or `*`. */
  readonly hostname: string;
  readonly backend: (key: string) => EffectiveBackend | undefined;
}

/** Without TLS: nothing in the configuration says yet how a backend's certificate would be checked. */
const spoken: readonly BackendProtocol[] = ['http', 'ws', 'h2c', 'grpc'];

/** A backend that is not known gets 503 from Envoy, as one that has not arrived yet. */
export const isSpoken = (backend: EffectiveBackend | undefined): boolean =>
  backend === undefined || spoken.includes(backend.protocol);
