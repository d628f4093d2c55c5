import type { CelRule } from '../cel-rule.ts';

interface PathShape {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly value: string;
}

const allowed = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/;

const unlessRegex =
  (holds: (value: string) => boolean): CelRule<PathShape>['holds'] =>
  ({ type, value }) =>
    type === 'RegularExpression' || holds(value);

const forbidden = (text: string): CelRule<PathShape> => ({
  message: `must not contain '${text}' when type one of ['Exact', 'PathPrefix']`,
  holds: unlessRegex((value) => !value.includes(text)),
});

const forbiddenEnd = (text: string): CelRule<PathShape> => ({
  message: `must not end with '${text}' when type one of ['Exact', 'PathPrefix']`,
  holds: unlessRegex((value) => !value.endsWith(text)),
});

/** Of HTTPPathMatch. */
export const httpPathRules: readonly CelRule<PathShape>[] = [
  {
    message: "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']",
    holds: unlessRegex((value) => value.startsWith('/')),
  },
  ...['//', '/./', '/../', '%2f', '%2F', '#'].map(forbidden),
  ...['/..', '/.'].map(forbiddenEnd),
  {
    // The enumeration refuses other types first; the CRD has the rule all the same.
    message: "type must be one of ['Exact', 'PathPrefix', 'RegularExpression']",
    holds: ({ type }) => ['Exact', 'PathPrefix', 'RegularExpression'].includes(type),
  },
  {
    message: `must only contain valid characters (matching ${allowed.source.replaceAll('\\/', '/')}) for types ['Exact', 'PathPrefix']`,
    holds: unlessRegex((value) => allowed.test(value)),
  },
];
