import * as fc from 'fast-check';
import { namespaces, teams, timestamps } from '../vocabulary.ts';

export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[];
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** A resource as somebody writes it: plain JSON, with fields that have a default left out at times. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string };
}

type Model = Readonly<Record<string, fc.Arbitrary<JsonValue>>>;

/** An object with all of `required` and some of `optional`. */
export const object = (required: Model, optional: Model = {}): fc.Arbitrary<JsonObject> =>
  fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required), noNullPrototype: true });

/** Zero to `maxLength` elements, fewer more often; no two share a key. */
export const distinct = <T extends JsonValue>(
  element: fc.Arbitrary<T>,
  maxLength: number,
  keyOf: (element: T) => string,
  minLength = 0,
): fc.Arbitrary<readonly T[]> =>
  fc
    .array(element, { minLength, maxLength })
    .map((elements) => [...new Map(elements.map((one) => [keyOf(one), one])).values()]);

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a field; empty where it is absent or no text. */
export const textOf = (value: JsonValue, field: string): string => {
  const text = isObject(value) ? value[field] : undefined;
  return typeof text === 'string' || typeof text === 'number' ? String(text) : '';
};

export const word = <T extends string | number>(words: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...words);

/** One of the namespaces of the vocabulary, `infra` less often than the others. */
export const namespaceName = word([...namespaces, 'shop', 'pay']);

const labels = object({}, { team: word(teams), constructor: fc.constant('x') });

const common: Model = {
  creationTimestamp: word(timestamps),
  generation: fc.integer({ min: 1, max: 5 }),
  labels,
};

const placed = (namespace: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> =>
  fc.oneof({ weight: 6, arbitrary: object({ namespace }) }, { weight: 1, arbitrary: fc.constant({}) });

/** A manifest of a namespaced kind; `body` holds the fields beside `metadata`. */
export const manifestOf = (
  head: { readonly apiVersion: string; readonly kind: string },
  name: fc.Arbitrary<string>,
  body: fc.Arbitrary<JsonObject>,
  namespace: fc.Arbitrary<string> = namespaceName,
): fc.Arbitrary<Manifest> =>
  fc.tuple(name, placed(namespace), object({}, common), body).map(([name, place, rest, fields]) => ({
    apiVersion: head.apiVersion,
    kind: head.kind,
    metadata: { name, ...place, ...rest },
    ...fields,
  }));

export const gatewayApi = 'gateway.networking.k8s.io/v1';
