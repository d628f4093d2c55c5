import type { Finding } from '@routeward/core';
import type { EnvoyResource, JsonObject, JsonValue } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';

/** Where in a resource an Envoy's complaint points, as far as its text tells. */
export interface TracedRefusal {
  /** `virtual_hosts[3].routes[0].match.safe_regex.regex`; empty for the resource as a whole. */
  readonly path: string;
  /** The name of the route that holds the place, which says whose rule it is. */
  readonly route: string | undefined;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const whole: TracedRefusal = { path: '', route: undefined };

/** Shorter texts stand in many messages by chance. */
const shortest = 3;

interface Place extends TracedRefusal {
  readonly length: number;
}

/** The longest text of a value that the message repeats is the one it complains about. */
function longest(value: JsonValue, message: string, path: string, route: string | undefined): Place | undefined {
  if (typeof value === 'string') {
    const isMeant = value.length >= shortest && message.includes(value);
    return isMeant ? { path, route, length: value.length } : undefined;
  }
  if (Array.isArray(value)) {
    return best(value.map((item, index) => longest(item, message, `${path}[${index}]`, route)));
  }
  if (!isObject(value)) return undefined;
  // Only routes have a match; their names are labels that say which rule they come from.
  const owner = 'match' in value && typeof value['name'] === 'string' ? value['name'] : route;
  return best(
    Object.entries(value).map(([field, part]) =>
      field === '@type' ? undefined : longest(part, message, path === '' ? field : `${path}.${field}`, owner),
    ),
  );
}

const best = (places: readonly (Place | undefined)[]): Place | undefined =>
  places.reduce((found, place) => (place && place.length > (found?.length ?? 0) ? place : found), undefined);

/** Finds the place in a resource that an Envoy's message is about. */
export function traceRefusal(resource: EnvoyResource, message: string): TracedRefusal {
  const { '@type': _, name: _name, ...body } = resource.body;
  const place = longest(body, message, '', undefined);
  return place ? { path: place.path, route: place.route } : whole;
}

/** `HTTPRoute/namespace/name/rule/match`, as routes are named. */
const routeLabel = /^([A-Za-z]+Route\/[^/]+\/[^/]+)\/(\d+)\/(\d+)/;

/** `Service/namespace/name/port…`, as clusters are named. */
const backendLabel = /^((?:[^/]+\.)?[A-Za-z]+\/[^/]+\/[^/]+)\/\d+/;

function ownerOf(resource: EnvoyResource, { route, path }: TracedRefusal): Pick<Finding, 'resource' | 'path'> {
  const [, key, rule, match] = routeLabel.exec(route ?? '') ?? [];
  if (key !== undefined) {
    const inMatch = path.includes('.match') ? `.matches[${match}]` : '';
    return { resource: key, path: `spec.rules[${rule}]${inMatch}` };
  }
  if (resource.typeUrl === typeUrls.cluster || resource.typeUrl === typeUrls.endpoints) {
    return { resource: backendLabel.exec(resource.name)?.[1] ?? resource.name, path: '' };
  }
  if (resource.typeUrl === typeUrls.secret) return { resource: resource.name, path: '' };
  const [namespace, name] = resource.name.split('/');
  return { resource: namespace && name ? `Gateway/${namespace}/${name}` : resource.name, path: '' };
}

/** An Envoy's refusal as a finding on the object that caused it. */
export function refusalFinding(resource: EnvoyResource, message: string): Finding {
  const traced = traceRefusal(resource, message);
  const where = traced.path === '' ? '' : ` (${traced.path})`;
  return {
    severity: 'error',
    rule: 'value',
    ...ownerOf(resource, traced),
    message: `Envoy refuses ${resource.name}${where} and keeps what it had: ${message}`,
  };
}
