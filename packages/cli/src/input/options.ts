import type { MergeMode } from '@routeward/core';

/** Whose CRDs are installed. */
export type Channel = 'standard' | 'experimental';

/** What every command that reads manifests is told. */
export interface InputOptions {
  /** Files, folders or `-`. */
  readonly paths: readonly string[];
  readonly channel: Channel;
  readonly controllerName?: string;
  readonly allowLoopbackEndpoints?: true;
  /** How policies are merged; the engine's own default unless set. */
  readonly policyMode?: MergeMode;
}
