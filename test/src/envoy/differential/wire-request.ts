import type { AimedRequest } from '@routeward/testing';
import { caseHeader } from '../support/echo-backends.ts';
import type { WireRequest } from '../support/wire-client.ts';

/** Names with `_` never get past the edge of either data plane, so rules do not see them. */
const passes = (name: string): boolean => !name.includes('_');

/** A request as it can be written into a request line: spaces end the target, so they are sent encoded. */
export const sendable = (request: AimedRequest): AimedRequest => ({
  ...request,
  path: request.path.replaceAll(' ', '%20'),
  headers: request.headers.filter(([name]) => passes(name)).map(([name, value]) => [name, value.trim()] as const),
});

export const wireRequest = ({ method, path, authority, headers }: AimedRequest, id: string): WireRequest => ({
  method,
  target: path,
  headers: [['Host', authority], ...headers, [caseHeader, id]],
});
