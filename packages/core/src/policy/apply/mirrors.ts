import type { MirrorFilter } from '../../ir/filter.ts';
import { type MirrorPolicySpec, mirrorPolicySpec } from '../kinds/mirror-policy.ts';
import { originAt } from './origin-at.ts';
import { PolicyReader, type PolicyValues, problemAt } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const mirrorReader = new PolicyReader('MirrorPolicy', mirrorPolicySpec);

type Mirror = NonNullable<MirrorPolicySpec['mirrors']>[number];

const fractionOf = ({ percent = 100, fraction }: Mirror): MirrorFilter['fraction'] =>
  fraction ? { ...fraction } : { numerator: percent, denominator: 100 };

/** A copy that can't be sent is left out: the traffic itself goes on, as with HTTPRoute's own RequestMirror. */
function toFilters({ spec, effective }: PolicyValues<MirrorPolicySpec>, draft: RuleDraft): MirrorFilter[] {
  return [...(spec.mirrors ?? []).entries()].flatMap(([index, mirror]) => {
    const path = `mirrors[${index}].backendRef`;
    const found = draft.references.backend(originAt(effective, `${path}.name`)?.policy ?? '', mirror.backendRef);
    if (found.kind === 'backend') {
      return [{ kind: 'mirror' as const, backend: found.key, ref: found.ref, fraction: fractionOf(mirror) }];
    }
    draft.tell(problemAt(effective, path, found.message));
    return [];
  });
}

/** MirrorPolicy: filters behind those that the rule has itself, of the rule or of each backend. */
export function applyMirrors(draft: RuleDraft): void {
  const spread = draft.spread(mirrorReader, (values) => toFilters(values, draft));
  if (spread.kind === 'rule') draft.filters = [...draft.filters, ...spread.value];
  else if (spread.kind === 'backends') {
    for (const [backend, filters = []] of spread.values) draft.addBackendFilter(backend, ...filters);
  }
}
