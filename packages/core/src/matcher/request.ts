import type { EffectiveListener, EffectiveRule } from '../ir/configuration.ts';

/**
 * What the matcher reads of a request. The caller owns the object and may use it again for the next request.
 */
export interface RequestView {
  /** Host or `:authority` as received, port included; case does not matter. */
  authority: string;
  /** Path with query, as received: no decoding, no normalisation. */
  path: string;
  method: string;
  /** Names and values alternate, as in `IncomingMessage.rawHeaders`; names in any case. */
  rawHeaders: readonly string[];
  /** Absent: what the listener's protocol says. */
  scheme?: 'http' | 'https' | undefined;
}

/** The answer; the caller owns the object, `match` only assigns its fields. */
export interface MatchResult {
  /** The listener that owns the host on this port, even where no rule matched. */
  listener: EffectiveListener | undefined;
  rule: EffectiveRule | undefined;
}

/** Decides for one port of one Gateway; allocates nothing. */
export interface PortMatcher {
  readonly port: number;
  readonly listeners: readonly EffectiveListener[];
  /** Bytes of the tables; strings and rules, which belong to the configuration, are not counted. */
  readonly tableBytes: number;
  /** True when a rule matched; `result` is filled in either case. */
  match(request: RequestView, result: MatchResult): boolean;
}

/** The tables of a whole configuration. */
export interface ConfigurationMatcher {
  /** The configuration's version. */
  readonly version: string;
  /** `gateway` is `namespace/name`. */
  port(gateway: string, port: number): PortMatcher | undefined;
  /** `namespace/name` of each Gateway that has HTTP listeners on the port, in order. */
  gatewaysOn(port: number): readonly string[];
}

/** A request to fill in before each `match`; the fields always have the same order, which keeps `match` quick. */
export function createRequestView(): RequestView {
  return { authority: '', path: '/', method: 'GET', rawHeaders: [], scheme: undefined };
}
