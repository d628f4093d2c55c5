import type { Manifest } from '@routeward/testing';
import * as fc from 'fast-check';
import { stringify } from 'yaml';

/** What slips into a file: quotes and brackets without their other half, tabs, marks of YAML, control characters. */
const slips = [
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ':',
  ': ',
  '- ',
  '\n',
  '\n---\n',
  '\n...\n',
  '\t',
  '#',
  '&a ',
  '*a',
  '!!binary ',
  '|\n',
  '>-\n',
  '? ',
  '%YAML 1.1\n---\n',
  '\u0000',
  '\uFEFF',
  '\uD800',
  '\r',
  '\u2028',
  '<<: *a\n',
  '0x',
  '~',
  ',',
  '\\',
  '\\u00',
] as const;

const written = (manifests: readonly Manifest[], form: number): string => {
  switch (form) {
    case 0:
      return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2);
    case 1:
      return manifests.map((one) => JSON.stringify(one)).join('\n');
    case 2:
      return manifests.map((one) => stringify(one, { collectionStyle: 'flow' })).join('---\n');
    default:
      return manifests.map((one) => stringify(one)).join('---\n');
  }
};

const damage = fc.record({
  at: fc.nat(1_000_000),
  cut: fc.constantFrom(0, 1, 2, 20),
  put: fc.constantFrom(...slips, ''),
});

/** Files of manifests, YAML and JSON, in which somebody's fingers slipped a few times. */
export const damagedText = (manifests: fc.Arbitrary<readonly Manifest[]>): fc.Arbitrary<string> =>
  fc.tuple(manifests, fc.nat(3), fc.array(damage, { minLength: 1, maxLength: 4 })).map(([all, form, damages]) =>
    damages.reduce(
      (text, { at, cut, put }) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + cut);
      },
      written(all, form),
    ),
  );
