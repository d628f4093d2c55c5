import type { Seen } from '../support/echo-backends.ts';
import type { WireAnswer } from '../support/wire-client.ts';
import { fieldText, requestFields, responseFields } from './fields.ts';

/** What happened to a request, as far as it is compared; texts, so that a difference can be read. */
export interface Outcome {
  readonly status: number;
  /** In an expectation: what the Node proxy answers instead. */
  readonly nodeStatus?: number;
  /** `namespace/name:port`; undefined where the gateway answered by itself. */
  readonly backend?: string;
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly upstreamFields?: string;
  readonly location?: string;
  /** Undefined in an expectation: the gateway's own answer, whose fields are not compared. */
  readonly fields?: string;
}

/** What was seen of a request, with the copies of it. */
export interface Observation {
  readonly outcome: Outcome;
  readonly mirrors: readonly Seen[];
}

const fieldOf = ({ fields }: WireAnswer, wanted: string): string | undefined =>
  fields.find(([name]) => name.toLowerCase() === wanted)?.[1];

function observation(answer: WireAnswer, main: Seen | undefined, seen: readonly Seen[]): Observation {
  const backend = fieldOf(answer, 'x-answered-by');
  const location = fieldOf(answer, 'location');
  const outcome: Outcome = {
    status: answer.status,
    ...(backend !== undefined && { backend }),
    ...(main && {
      method: main.method,
      path: main.path,
      host: main.host,
      upstreamFields: fieldText(requestFields(main.fields)),
    }),
    ...(location !== undefined && { location }),
    fields: fieldText(responseFields(answer.fields)),
  };
  return { outcome, mirrors: seen.filter((one) => one !== main) };
}

/**
 * `seen`: all that reached a backend, the copies too. Where a copy went to the backend that answered, either may be the
 * request itself: each way to read it is an observation.
 */
export function observe(answer: WireAnswer, seen: readonly Seen[]): readonly [Observation, ...Observation[]] {
  const backend = fieldOf(answer, 'x-answered-by');
  const [first, ...others] = seen.filter((one) => one.backend === backend);
  return [observation(answer, first, seen), ...others.map((one) => observation(answer, one, seen))];
}

/** Hosts have no case, and a scheme's own port may be written (RFC 3986 6.2.3). */
function sameLocation(location: string | undefined): string | undefined {
  const [, origin = '', rest] = /^(\w+:\/\/[^/]*)(.*)$/.exec(location ?? '') ?? [];
  return rest === undefined ? location : origin.toLowerCase().replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2') + rest;
}

/** The first thing in which an observation differs from an expectation; undefined where it does not. */
export function differenceOf(expected: Outcome, seen: Outcome): string | undefined {
  const keys = ['status', 'backend', 'method', 'path', 'host', 'upstreamFields', 'location', 'fields'] as const;
  for (const key of keys) {
    if (key === 'fields' && expected.fields === undefined) continue;
    if (key === 'location' && sameLocation(expected.location) === sameLocation(seen.location)) continue;
    if (expected[key] !== seen[key])
      return `${key}: wanted ${JSON.stringify(expected[key])}, got ${JSON.stringify(seen[key])}`;
  }
  return undefined;
}
