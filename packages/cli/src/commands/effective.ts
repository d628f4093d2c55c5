import type { Context, ExitStatus } from '../context.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { jsonText, yamlText } from '../terminal/output.ts';

/** Prints the effective configuration. */
export async function effective(context: Context, input: InputOptions, output: 'json' | 'yaml'): Promise<ExitStatus> {
  const manifests = await loadManifests(context, input);
  const { configuration } = manifests.engine;
  context.io.out(output === 'json' ? jsonText(configuration) : yamlText(configuration));
  return reportProblems(context, manifests);
}
