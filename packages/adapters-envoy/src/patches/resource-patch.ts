import type { JsonObject } from '../resource.ts';

/** The parts of a snapshot. */
export type SnapshotPart = 'listeners' | 'routes' | 'clusters' | 'endpoints' | 'secrets';

interface PatchOf<Kind extends string> {
  readonly kind: Kind;
  /** Who wants this; kept at every resource that it changed, and named where it changes nothing. */
  readonly origin: string;
  /**
   * The new message, in Envoy's own JSON, or undefined to leave it as it is. The same message must give the same. Names
   * and `@type` have to stay: others refer to them.
   */
  edit(message: JsonObject): JsonObject | undefined;
}

/** Of one port of a Gateway, `namespace/name/80`; of every port unless set. */
interface OfPort {
  readonly port?: string;
}

/**
 * Changes what is delivered, for what the configuration can't say. What is meant is named as the Gateway API names it:
 * a patch stays with its rule or backend whatever settings or names in Envoy become of it.
 */
export type ResourcePatch =
  | (PatchOf<'listener'> & OfPort)
  | (PatchOf<'routeConfiguration'> & OfPort)
  | (PatchOf<'virtualHost'> & OfPort & { readonly hostname: string })
  /** Every route that stands for a rule. */
  | (PatchOf<'route'> &
      OfPort & {
        /** `HTTPRoute/namespace/name`. */
        readonly route: string;
        /** Place in the route; all rules unless set. */
        readonly rule?: number;
      })
  /** Every cluster of a backend, with whatever settings it is used: `Service/namespace/name/80`. All unless set. */
  | (PatchOf<'cluster'> & { readonly backend?: string })
  | (PatchOf<'endpoints'> & { readonly backend?: string })
  /** `Secret/namespace/name`; all unless set. */
  | (PatchOf<'secret'> & { readonly secret?: string });
