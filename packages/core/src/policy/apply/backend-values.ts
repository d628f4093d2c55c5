import type { BackendSettings } from '../../ir/backend-settings.ts';
import type { PolicyReader, PolicyValues } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

/** Settings of each backend of a rule, by what the policies of one kind come to there. */
export function setBackends<T>(
  draft: RuleDraft,
  reader: PolicyReader<T>,
  convert: (values: PolicyValues<T>) => BackendSettings,
): void {
  for (const backend of draft.backends) {
    const effective = draft.effectiveOf(reader.kind, backend);
    const reading = effective && reader.read(effective);
    if (reading?.kind === 'read') draft.setBackend(backend, convert(reading.values));
    else if (reading) draft.tell(...reading.problems);
  }
}
