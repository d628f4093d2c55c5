import { canonicalPath } from '../paths/canonical-path.ts';
import { canonicalAuthority } from './canonical-authority.ts';
import type { DecisionRequest } from './decision.ts';
import { joinRepeatedFields } from './joined-fields.ts';

/** A request as data planes read it, or why they answer it with 400. */
export type CanonicalRequest =
  | { readonly kind: 'canonical'; readonly request: DecisionRequest }
  | { readonly kind: 'refused'; readonly criterion: 'authority' | 'path'; readonly reason: string };

/** `OPTIONS *` asks for no path: it is canonical as it is, and no rule is for it. */
export const wholeServer = '*';

type Headers = NonNullable<DecisionRequest['headers']>;

function joinedHeaders(headers: Headers): Headers {
  const raw = headers.flat();
  const joined = joinRepeatedFields(raw);
  if (joined === raw) return headers;
  return joined.flatMap((name, index) => (index % 2 === 0 ? [[name, joined[index + 1] ?? ''] as const] : []));
}

export function canonicalRequest(request: DecisionRequest): CanonicalRequest {
  const authority = canonicalAuthority(request.authority);
  if (authority === undefined) return { kind: 'refused', criterion: 'authority', reason: 'the host is none' };
  const path = request.path === wholeServer ? wholeServer : canonicalPath(request.path);
  const reason = 'the path can be read in more than one way';
  if (path === undefined) return { kind: 'refused', criterion: 'path', reason };
  const headers = request.headers && joinedHeaders(request.headers);
  return { kind: 'canonical', request: { ...request, authority, path, ...(headers && { headers }) } };
}
