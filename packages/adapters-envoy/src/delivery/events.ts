import type { Finding } from '@routeward/core';
import type { EnvoyNode } from '../ads/discovery-request.ts';

/** What happens on the way to the Envoys; for logs, metrics and status. Never holds key material. */
export type DeliveryEvent =
  | { readonly kind: 'connected'; readonly node: EnvoyNode; readonly protocol: 'sotw' | 'delta' }
  | { readonly kind: 'disconnected'; readonly node: EnvoyNode }
  /** A client that has no configuration here, or may not have it. */
  | { readonly kind: 'turned-away'; readonly node: EnvoyNode; readonly message: string }
  | {
      readonly kind: 'sent';
      readonly node: EnvoyNode;
      readonly typeUrl: string;
      readonly resources: readonly string[];
      readonly removed: readonly string[];
    }
  | {
      readonly kind: 'accepted';
      readonly node: EnvoyNode;
      readonly typeUrl: string;
      readonly resources: readonly string[];
    }
  /** The client keeps what it had of the resource. */
  | {
      readonly kind: 'refused';
      readonly node: EnvoyNode;
      readonly typeUrl: string;
      readonly resource: string;
      readonly version: string;
      readonly message: string;
      readonly finding: Finding;
    };
