// Packs Envoy's API into packages/adapters-envoy/protos/envoy.json, the form that protobufjs reads without a parser: what
// the discovery services deliver, the bootstrap and every extension. The .proto files are those that
// @grpc/grpc-js-xds ships; it is needed here only, never by those who install the package.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'packages', 'adapters-envoy', 'protos', 'envoy.json');
const fromTest = createRequire(join(root, 'test', 'package.json'));
const fromAdapter = createRequire(join(root, 'packages', 'adapters-envoy', 'package.json'));
const manifest = fromTest.resolve('@grpc/grpc-js-xds/package.json');
const source = `@grpc/grpc-js-xds ${JSON.parse(readFileSync(manifest, 'utf8')).version}`;

const isCurrent = () => existsSync(output) && JSON.parse(readFileSync(output, 'utf8')).options?.source === source;

const deps = join(dirname(manifest), 'deps');
const protobufFolder = dirname(fromAdapter.resolve('protobufjs/package.json'));
const folders = [...readdirSync(deps).map((name) => join(deps, name)), protobufFolder];
const locate = (file) => folders.map((folder) => join(folder, file)).find((path) => existsSync(path));

/** protobufjs has these within itself. */
const builtIn = new Set(
  ['any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers'].map(
    (name) => `google/protobuf/${name}.proto`,
  ),
);

const complete = new Map();

/** Whether a file and all that it imports is there: a few extensions import what is not shipped. */
const isComplete = (file) => {
  if (builtIn.has(file)) return true;
  const known = complete.get(file);
  if (known !== undefined) return known;
  complete.set(file, true);
  const path = locate(file);
  const imports = path ? [...readFileSync(path, 'utf8').matchAll(/^import (?:public )?"([^"]+)"/gm)] : [];
  const found = path !== undefined && imports.every(([, target]) => isComplete(target));
  complete.set(file, found);
  return found;
};

const wanted =
  /^envoy\/(?:extensions\/|config\/bootstrap\/v3\/|service\/(?:discovery|listener|route|cluster|endpoint|secret)\/v3\/)/;

const files = () =>
  readdirSync(join(deps, 'envoy-api', 'envoy'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto'))
    .map((file) => `envoy/${file.replaceAll('\\', '/')}`)
    .filter((file) => wanted.test(file) && isComplete(file))
    .sort();

/** Only what the wire format depends on. */
const strip = (node) => {
  delete node.options;
  delete node.comment;
  delete node.reserved;
  delete node.extensions;
  for (const part of ['fields', 'nested', 'oneofs', 'methods']) Object.values(node[part] ?? {}).forEach(strip);
  return node;
};

if (!isCurrent()) {
  const protobuf = fromAdapter('protobufjs');
  const loaded = new protobuf.Root();
  loaded.resolvePath = (_origin, target) => (builtIn.has(target) ? target : (locate(target) ?? target));
  loaded.loadSync(files(), { keepCase: true });
  loaded.resolveAll();
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify({ options: { source }, ...strip(loaded.toJSON()) })}\n`);
}
