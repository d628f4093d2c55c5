import type { EffectivePolicyScope, MergeMode } from '@routeward/core';
import type { Context, ExitStatus } from '../context.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { scopeText } from '../policies/scope-text.ts';
import { jsonText } from '../terminal/output.ts';

export interface PoliciesOptions {
  readonly mode?: MergeMode;
  readonly output: 'text' | 'json';
  /** `Kind/namespace/name`: of an object, or of a policy. */
  readonly object?: string;
}

const objectPattern = /^[A-Z][A-Za-z0-9]*(?:\/[a-z0-9][a-z0-9.-]*){1,2}$/;

/** The last word is an object where it looks like one; what stands before are paths. */
export function splitObject(words: readonly string[]): { readonly paths: readonly string[]; readonly object?: string } {
  const last = words.at(-1);
  return last !== undefined && objectPattern.test(last)
    ? { paths: words.slice(0, -1), object: last }
    : { paths: words };
}

/** A scope concerns an object that lies on its path, with or without a section, and a policy that it was made from. */
function concerns({ path, origins, beaten }: EffectivePolicyScope, object: string): boolean {
  return (
    path.some((step) => step === object || step.startsWith(`${object}#`)) ||
    Object.values(origins).some(({ policy }) => policy === object) ||
    beaten.some(({ policy }) => policy === object)
  );
}

/** Prints what the policies come to on each path of the hierarchy, and where each value comes from. */
export async function policies(context: Context, input: InputOptions, options: PoliciesOptions): Promise<ExitStatus> {
  const manifests = await loadManifests(context, input);
  const { object } = options;
  const scopes = manifests.engine
    .policies(options.mode)
    .filter((scope) => object === undefined || concerns(scope, object));
  context.io.out(options.output === 'json' ? jsonText(scopes) : scopes.map(scopeText).join('\n'));
  return reportProblems(context, manifests);
}
