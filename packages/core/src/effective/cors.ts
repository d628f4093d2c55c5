import type { CorsFilter } from '../ir/filter.ts';
import type { HttpCors } from '../resources/cors.ts';

/** Lists are copied: what the IR holds is frozen, the resource is not ours to freeze. */
export function toCors(source: HttpCors): CorsFilter {
  return {
    kind: 'cors',
    allowOrigins: [...(source.allowOrigins ?? [])],
    allowCredentials: source.allowCredentials ?? false,
    allowMethods: [...(source.allowMethods ?? [])],
    allowHeaders: [...(source.allowHeaders ?? [])],
    exposeHeaders: [...(source.exposeHeaders ?? [])],
    maxAge: source.maxAge,
  };
}
