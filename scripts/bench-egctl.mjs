// What Envoy Gateway's own translator, `egctl x translate`, and `routeward envoy` cost on the same manifests, as whole
// processes taking turns: CPU time of each and their ratio. EGCTL names the binary (go install
// github.com/envoyproxy/gateway/cmd/egctl); without it this is skipped. Usage: node scripts/bench-egctl.mjs [ROUTES] [ROUNDS]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const routes = Number(process.argv[2] ?? 100);
const rounds = Number(process.argv[3] ?? 3);
const egctl = process.env.EGCTL;

const services = Math.min(routes, 100);

/** One host for each route, one rule each, a hundred Services at most. */
const manifests = (controller) => {
  const documents = [
    `apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: ${controller}}`,
    `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: default}
spec: {gatewayClassName: edge, listeners: [{name: http, port: 80, protocol: HTTP}]}`,
  ];
  for (let index = 0; index < services; index += 1) {
    documents.push(`apiVersion: v1
kind: Service
metadata: {name: s${index}, namespace: default}
spec: {clusterIP: 10.96.0.${index + 1}, ports: [{name: http, port: 8080, protocol: TCP}]}`);
  }
  for (let index = 0; index < routes; index += 1) {
    documents.push(`apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r${index}, namespace: default}
spec:
  parentRefs: [{name: edge}]
  hostnames: [h${index}.example.com]
  rules: [{matches: [{path: {type: PathPrefix, value: /}}], backendRefs: [{name: s${index % services}, port: 8080}]}]`);
  }
  return documents.join('\n---\n');
};

/** CPU seconds, user and system, of one process and its children. */
const cpuOf = (command, args) => {
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="cpu %U %S"; time "$@" > /dev/null', '-', command, ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, KUBECONFIG: '/nonexistent' },
      maxBuffer: 2 ** 28,
    },
  );
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  if (status !== 0 || user === undefined) throw new Error(`${command} failed:\n${stderr.slice(0, 2000)}`);
  return Number(user) + Number(system);
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const main = () => {
  if (!egctl) {
    console.log('skipped: EGCTL does not name an egctl');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'routeward-egctl-'));
  const theirs = join(folder, 'theirs.yaml');
  const ours = join(folder, 'ours.yaml');
  writeFileSync(theirs, manifests('gateway.envoyproxy.io/gatewayclass-controller'));
  writeFileSync(ours, manifests('routeward.dev/gateway-controller'));
  const ratios = [];
  for (let round = 0; round < rounds; round += 1) {
    const own = cpuOf(process.execPath, [
      join(root, 'packages/cli/bin/routeward.js'),
      'envoy',
      '-f',
      ours,
      '-o',
      'resources',
    ]);
    const peer = cpuOf(egctl, ['x', 'translate', '--from', 'gateway-api', '--to', 'xds', '-o', 'json', '-f', theirs]);
    ratios.push(peer / own);
    console.log(
      `${routes} routes: routeward ${own.toFixed(2)} s, egctl ${peer.toFixed(2)} s of CPU: ${(peer / own).toFixed(1)} times`,
    );
  }
  console.log(
    `median ${median(ratios).toFixed(1)} times [${Math.min(...ratios).toFixed(1)}-${Math.max(...ratios).toFixed(1)}]`,
  );
  rmSync(folder, { recursive: true });
};

main();
