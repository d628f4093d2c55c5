import type { Compression } from '../../ir/traffic.ts';
import { type CompressionPolicySpec, compressionPolicySpec } from '../kinds/compression-policy.ts';
import { PolicyReader } from './policy-reader.ts';
import type { RuleDraft } from './rule-draft.ts';

const compressionReader = new PolicyReader('CompressionPolicy', compressionPolicySpec);

export const usualCompression: Compression = {
  algorithms: ['br', 'gzip'],
  minimumLength: 1024,
  contentTypes: [
    'application/javascript',
    'application/json',
    'application/xml',
    'image/svg+xml',
    'text/css',
    'text/html',
    'text/javascript',
    'text/plain',
    'text/xml',
  ],
};

function toCompression({ enabled = true, algorithms, minimumLength, contentTypes }: CompressionPolicySpec) {
  if (!enabled || algorithms?.length === 0) return undefined;
  return {
    algorithms: [...(algorithms ?? usualCompression.algorithms)],
    minimumLength: minimumLength ?? usualCompression.minimumLength,
    contentTypes: [...(contentTypes ?? usualCompression.contentTypes)].sort(),
  };
}

/** CompressionPolicy: of the answers of a rule. */
export function applyCompression(draft: RuleDraft): void {
  const found = draft.ruleValue(compressionReader, ({ spec }) => ({ compression: toCompression(spec) }));
  if (found?.compression) draft.settings = { ...draft.settings, compression: found.compression };
}
