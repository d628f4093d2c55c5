import type { Finding } from '@routeward/core';
import type { EnvoyResource } from '../resource.ts';
import { typeUrls } from '../type-urls.ts';
import { changedTexts, type TextPlace } from './changed-texts.ts';

/** Where in a resource an Envoy's complaint points, as far as its text and the change tell. */
export interface TracedRefusal {
  /** `virtual_hosts[3].routes[0].match.safe_regex.regex`; empty for the resource as a whole. */
  readonly path: string;
  /** The name of the route that holds the place, which says whose rule it is. */
  readonly route: string | undefined;
}

const whole: TracedRefusal = { path: '', route: undefined };

/** Shorter texts stand in many messages by chance. */
const shortest = 3;

/** The longest text that the message repeats is the one it complains about. */
function repeated(places: readonly TextPlace[], message: string): TextPlace | undefined {
  let found: TextPlace | undefined;
  for (const place of places) {
    const { text } = place;
    if (text.length >= shortest && text.length > (found?.text.length ?? 0) && message.includes(text)) found = place;
  }
  return found;
}

/** Some messages name a piece of the text only, as in `invalid perl operator: (?=`. */
function containing(places: readonly TextPlace[], message: string): TextPlace | undefined {
  const piece = message.trim().split(': ').at(-1) ?? '';
  if (piece.length < 2 || piece === message) return undefined;
  return ofOneRoute(places.filter(({ text }) => text.includes(piece)));
}

/** A place only where no other route comes into question. */
const ofOneRoute = (places: readonly TextPlace[]): TextPlace | undefined =>
  new Set(places.map(({ route }) => route)).size === 1 ? places[0] : undefined;

/** The route that changed, where it is the only one. */
function onlyChange(places: readonly TextPlace[]): TracedRefusal | undefined {
  const route = ofOneRoute(places)?.route;
  return route === undefined ? undefined : { path: '', route };
}

/** Finds the place that an Envoy's message is about; `accepted` is what the Envoy had of the resource before. */
export function traceRefusal(resource: EnvoyResource, message: string, accepted?: EnvoyResource): TracedRefusal {
  const places = changedTexts(resource.body, accepted?.body);
  const place = repeated(places, message) ?? containing(places, message);
  if (place) return { path: place.path, route: place.route };
  return (accepted && onlyChange(places)) ?? whole;
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
export function refusalFinding(resource: EnvoyResource, message: string, accepted?: EnvoyResource): Finding {
  const traced = traceRefusal(resource, message, accepted);
  const where = traced.path === '' ? '' : ` (${traced.path})`;
  return {
    severity: 'error',
    rule: 'value',
    ...ownerOf(resource, traced),
    message: `Envoy refuses ${resource.name}${where} and keeps what it had: ${message}`,
  };
}
