import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Decision, DecisionRequest } from '@routeward/core';

/** What has to be seen on the wire beside what the decision already says. */
export interface WireExpectation {
  /** `namespace/name` of the Service whose backend answered. */
  readonly backend?: string;
  readonly status?: number;
  /** Response headers; null: not there. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Request headers as the backend saw them; null: not there. */
  readonly upstreamHeaders?: Readonly<Record<string, string | null>>;
  readonly upstreamPath?: string;
  /** The value that every random choice gets. */
  readonly roll?: number;
  /** Services that got a copy. */
  readonly mirrored?: readonly string[];
  readonly mirrorHeaders?: Readonly<Record<string, string | null>>;
  /** How often the request reached a backend. */
  readonly tries?: number;
}

export interface RequestExpectation {
  readonly request: DecisionRequest;
  /** Each field given must be as given; those not given are free. */
  readonly decision: Partial<Decision>;
  readonly wire?: WireExpectation;
}

/** `True Reason`, `False Reason`; `|absent` lets the condition be missing. */
export type ConditionExpectations = Readonly<Record<string, string>>;

export interface ListenerExpectation {
  readonly attachedRoutes?: number;
  readonly supportedKinds?: readonly string[];
  readonly [condition: string]: string | number | readonly string[] | undefined;
}

/** null: the resource has no status of ours. */
export type StatusExpectation = {
  readonly observedGeneration?: number;
  readonly conditions?: ConditionExpectations;
  readonly listeners?: Readonly<Record<string, ListenerExpectation>>;
  readonly parents?: readonly (ConditionExpectations & { readonly controllerName?: string })[];
} | null;

export interface Case {
  /** `feature/behaviour`. */
  readonly name: string;
  readonly input: string;
  readonly requests: readonly RequestExpectation[];
  readonly status: Readonly<Record<string, StatusExpectation>>;
}

// From test/dist/cases as from test/src/cases.
const root = new URL('../../cases/', import.meta.url);

function readJson<T>(url: URL, otherwise: T): T {
  return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as T) : otherwise;
}

/** Every folder `test/cases/<feature>/<behaviour>` with its input and what is expected of it. */
export function readCases(): Case[] {
  const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('input.yaml'))
    .map((path) => path.slice(0, -'/input.yaml'.length).replaceAll('\\', '/'))
    .sort();
  return folders.map((name) => {
    const folder = new URL(`${name}/`, root);
    return {
      name,
      input: readFileSync(new URL('input.yaml', folder), 'utf8'),
      requests: readJson<readonly RequestExpectation[]>(new URL('requests.json', folder), []),
      status: readJson<Readonly<Record<string, StatusExpectation>>>(new URL('status.json', folder), {}),
    };
  });
}
