import type { Channel } from '@routeward/core';

/** What every command that reads manifests is told. */
export interface InputOptions {
  /** Files, folders or `-`. */
  readonly paths: readonly string[];
  readonly channel: Channel;
  readonly controllerName?: string;
}
