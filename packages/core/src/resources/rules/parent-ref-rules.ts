import type { CelRule } from '../cel-rule.ts';

interface RefShape {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

type RefRule = CelRule<readonly RefShape[]>;

/** Absent and empty are the same to the CRD; so are an absent port and 0. */
const parentOf = (ref: RefShape) => JSON.stringify([ref.group, ref.kind, ref.namespace ?? '', ref.name]);
const hasSection = (ref: RefShape) => (ref.sectionName ?? '') !== '';
const hasPort = (ref: RefShape) => (ref.port ?? 0) !== 0;

/** References to the same parent say the same things about the section (and port). */
function alike(refs: readonly RefShape[], describe: (ref: RefShape) => string): boolean {
  const first = new Map<string, string>();
  return refs.every((ref) => {
    const parent = parentOf(ref);
    const said = first.get(parent) ?? describe(ref);
    first.set(parent, said);
    return said === describe(ref);
  });
}

const distinct = (refs: readonly RefShape[], describe: (ref: RefShape) => string): boolean =>
  new Set(refs.map((ref) => `${parentOf(ref)}${describe(ref)}`)).size === refs.length;

const where = 'when parentRefs includes 2 or more references to the same parent';

/** Of `parentRefs`; the experimental channel tells references apart by port too. */
export const parentRefRules: readonly RefRule[] = [
  {
    channel: 'standard',
    message: `sectionName must be specified ${where}`,
    holds: (refs) => alike(refs, (ref) => `${hasSection(ref)}`),
  },
  {
    channel: 'standard',
    message: `sectionName must be unique ${where}`,
    holds: (refs) => distinct(refs, (ref) => ref.sectionName ?? ''),
  },
  {
    channel: 'experimental',
    message: `sectionName or port must be specified ${where}`,
    holds: (refs) => alike(refs, (ref) => `${hasSection(ref)} ${hasPort(ref)}`),
  },
  {
    channel: 'experimental',
    message: `sectionName or port must be unique ${where}`,
    holds: (refs) => distinct(refs, (ref) => JSON.stringify([ref.sectionName ?? '', ref.port ?? 0])),
  },
];
