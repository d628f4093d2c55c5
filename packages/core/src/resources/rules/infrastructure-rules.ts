import type { CelRule } from '../cel-rule.ts';
import { qualifiedKeyPattern } from '../names.ts';

type Entries = Readonly<Record<string, string>>;

/** The messages say 253, the expressions stop at 252. */
const keyRules = (start: string, kind: string): readonly CelRule<Entries>[] => [
  {
    message: `${start} keys must be in the form of an optional DNS subdomain prefix followed by a required name segment of up to 63 characters.`,
    holds: (entries) => Object.keys(entries).every((key) => qualifiedKeyPattern.test(key)),
  },
  {
    message: `If specified, the ${kind} key's prefix must be a DNS subdomain not longer than 253 characters in total.`,
    holds: (entries) => Object.keys(entries).every((key) => (key.split('/')[0] ?? '').length < 253),
  },
];

export const labelKeyRules = keyRules('Label', 'label');
export const annotationKeyRules = keyRules('Annotation', 'annotation');
