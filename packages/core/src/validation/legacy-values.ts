import { printableText } from '../text/printable.ts';
import { legacyShape } from './legacy-fields.ts';
import { isPlainObject } from './prune.ts';

type Advice = (value: unknown) => string | undefined;

const scalarPath: Advice = (value) =>
  typeof value === 'string' ? `write path: {type: PathPrefix, value: ${printableText(value, 80)}}` : undefined;

const pathTypes = new Map([
  ['Prefix', 'PathPrefix'],
  ['Regex', 'RegularExpression'],
  ['ImplementationSpecific', 'RegularExpression'],
]);

const pathType: Advice = (value) => {
  const type = typeof value === 'string' ? pathTypes.get(value) : undefined;
  return type === undefined ? undefined : `write type: ${type}`;
};

const anyHost: Advice = (value) =>
  value === '' || value === '*' ? 'leave it out: without a hostname every host matches' : undefined;

const listenerHostname: Advice = (value) =>
  isPlainObject(value) ? 'write hostname: example.com, or *.example.com' : anyHost(value);

const mapToList =
  (example: string): Advice =>
  (value) =>
    isPlainObject(value) ? `write a list: ${example}` : undefined;

const headerList = mapToList('[{name: x-version, value: "1"}]');

const values = new Map<string, Advice>([
  ['HTTPRoute spec.hostnames[]', anyHost],
  ['HTTPRoute spec.rules[].matches[].path', scalarPath],
  ['HTTPRoute spec.rules[].matches[].path.type', pathType],
  ['HTTPRoute spec.rules[].matches[].headers', headerList],
  ['HTTPRoute spec.rules[].matches[].queryParams', headerList],
  ['HTTPRoute spec.rules[].filters[].requestHeaderModifier.set', headerList],
  ['HTTPRoute spec.rules[].filters[].requestHeaderModifier.add', headerList],
  ['HTTPRoute spec.rules[].filters[].responseHeaderModifier.set', headerList],
  ['HTTPRoute spec.rules[].filters[].responseHeaderModifier.add', headerList],
  ['Gateway spec.listeners[].hostname', listenerHostname],
]);

/** What to write instead of a value of an earlier form, where the value is one. */
export const legacyValue = (kind: string, shape: string, value: unknown): string | undefined =>
  values.get(legacyShape(kind, shape))?.(value);
