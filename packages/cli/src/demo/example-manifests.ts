import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../usage-error.ts';

/** The example manifests of the checkout that the command runs in, or that it was built in. */
export function exampleManifests(): string {
  const own = relative(process.cwd(), fileURLToPath(new URL('../../../../examples/manifests', import.meta.url)));
  const found = [join('examples', 'manifests'), own].find((folder) => existsSync(folder));
  if (found === undefined)
    throw new UsageError("the demo needs the project's checkout: examples/manifests is not there");
  return found;
}
