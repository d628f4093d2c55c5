import type { JsonObject } from '../resource.ts';

/** Envoy answers by itself; it has no status below 200 and none above 599. */
export const respond = (status: number): JsonObject => ({
  direct_response: { status: status >= 200 && status <= 599 ? status : 500 },
});
