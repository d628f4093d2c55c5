import type { BackendSettings } from './backend-settings.ts';
import type { Filter, Redirect } from './filter.ts';

/** The object that a backendRef names. `group` is empty for core kinds. */
export interface BackendObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
}

/** Why a backend can't be used: the reasons of the ResolvedRefs condition. */
export type InvalidBackendReason = 'InvalidKind' | 'BackendNotFound' | 'RefNotPermitted' | 'UnsupportedProtocol';

/**
 * One destination of a rule. An invalid one keeps its weight and answers 500 for its share, so that the shares of
 * the others stay as configured.
 */
export type WeightedBackend =
  | {
      readonly kind: 'backend';
      /** Key of an `EffectiveBackend`. */
      readonly backend: string;
      readonly ref: BackendObject;
      readonly weight: number;
      readonly filters: readonly Filter[];
      /** A redirect on the backendRef answers instead of forwarding. */
      readonly redirect?: Redirect;
    }
  | {
      readonly kind: 'invalid';
      readonly ref: BackendObject;
      readonly weight: number;
      readonly reason: InvalidBackendReason;
      readonly message: string;
    };

/** How a backend is spoken to. */
export type BackendProtocol = 'http' | 'h2c' | 'ws' | 'wss' | 'https' | 'grpc' | 'tcp' | 'udp' | 'tls';

/** One address of a backend; only those that should get traffic are listed. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly zone?: string;
  readonly nodeName?: string;
  readonly hostname?: string;
}

/** A backend port that some rule uses, with its endpoints: one entry, however many rules use it. */
export interface EffectiveBackend {
  /**
   * `Service/namespace/name/port`; other groups as `group.Kind/…`; with settings, `~` and their digest behind it. Names
   * come from identity, never from position.
   */
  readonly key: string;
  readonly ref: BackendObject;
  readonly protocol: BackendProtocol;
  /** Absent: nothing is asked for. */
  readonly settings?: BackendSettings;
  /** In a fixed order: by address, then port. Empty: 503. */
  readonly endpoints: readonly Endpoint[];
}
