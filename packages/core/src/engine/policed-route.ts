import type { ConvertedRoute } from '../effective/http-route.ts';
import type { RoutePlace } from '../policy/hierarchy.ts';
import type { PolicyLevel } from '../policy/policy-level.ts';
import type { BackendUse } from './used-backends.ts';

/** A route's rules as policies make them at some of its listeners. */
export interface RouteVariant {
  /** Of the first listener that it is for. */
  readonly key: string;
  readonly converted: ConvertedRoute;
}

/** A value of a policy that can't be honoured where the policy applies. */
export interface PolicyValueProblem {
  readonly policy: string;
  readonly path: string;
  readonly message: string;
}

/** What policies make of a route; replaced as a whole. */
export interface PolicedRoute {
  /** What it was made of. */
  readonly source: ConvertedRoute;
  readonly place: RoutePlace;
  readonly inputs: ReadonlyMap<string, readonly PolicyLevel[]>;
  /** By listener; one without an entry has the route as it is. */
  readonly variants: ReadonlyMap<string, RouteVariant>;
  /** Backends that are used with settings, by the key that they have then. */
  readonly uses: ReadonlyMap<string, BackendUse>;
  readonly problems: readonly PolicyValueProblem[];
}

/** Who asks for backends that a route's policies name. */
export const policyOwner = (route: string): string => `policies of ${route}`;

/** The route on whose behalf something is asked, if it is its policies that ask. */
export const routeOfOwner = (owner: string): string | undefined =>
  owner.startsWith('policies of ') ? owner.slice('policies of '.length) : undefined;
