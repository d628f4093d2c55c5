import * as z from 'zod';
import { condition } from './condition.ts';
import { writtenReference } from './written-reference.ts';

/**
 * What controllers wrote about one parentRef. Kept as it is, fields of later versions included: a controller must
 * not touch the entries of others.
 */
export const routeParentStatus = z.looseObject({
  parentRef: writtenReference,
  controllerName: z.string(),
  conditions: z.array(condition).default([]),
});

export type RouteParentStatus = z.infer<typeof routeParentStatus>;

export const routeStatus = z.looseObject({ parents: z.array(routeParentStatus).default([]) });

export type RouteStatus = z.infer<typeof routeStatus>;
