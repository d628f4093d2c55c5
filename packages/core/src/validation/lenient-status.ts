import type * as z from 'zod';
import { gatewayClassStatus } from '../resources/gateway-class.ts';
import { gatewayStatus } from '../resources/gateway-status.ts';
import { routeStatus } from '../resources/route-status.ts';
import { isPlainObject } from './prune.ts';

const schemas = new Map<string, z.ZodType>([
  ['GatewayClass', gatewayClassStatus],
  ['Gateway', gatewayStatus],
  ['HTTPRoute', routeStatus],
]);

export const hasStatus = (kind: string): boolean => schemas.has(kind);

/** A copy without the list elements at the given paths, innermost list first. */
function withoutFaults(value: unknown, faults: readonly (readonly PropertyKey[])[]): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => {
      const inside = faults.filter((path) => path[0] === index).map((path) => path.slice(1));
      if (inside.length === 0) return [element];
      const innermost = inside.some((path) => !path.some((segment) => typeof segment === 'number'));
      return innermost ? [] : [withoutFaults(element, inside)];
    });
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const inside = faults.filter((path) => path[0] === key).map((path) => path.slice(1));
      return [key, inside.length === 0 ? field : withoutFaults(field, inside)];
    }),
  );
}

/**
 * The status in a manifest is what controllers wrote: it is kept so that entries of others survive. The API server
 * drops it on creation, so that nothing in it is an error; entries that can't be read are left out.
 */
export function lenientStatus(kind: string, status: unknown): unknown {
  const schema = schemas.get(kind);
  return schema && lenient(schema, status);
}

/** What of a status a schema takes. */
export function lenient(schema: z.ZodType, status: unknown): unknown {
  if (!isPlainObject(status)) return undefined;
  const first = schema.safeParse(status);
  if (first.success) return first.data;
  const second = schema.safeParse(
    withoutFaults(
      status,
      first.error.issues.map((issue) => issue.path),
    ),
  );
  return second.success ? second.data : undefined;
}
