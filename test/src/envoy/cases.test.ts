import { request as httpRequest } from 'node:http';
import { type EnvoySnapshot, translate } from '@routeward/adapters-envoy';
import type { DecisionRequest, EffectiveConfiguration } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CaseBackends } from '../cases/case-backends.ts';
import { type Case, type RequestExpectation, readCases } from '../cases/case-files.ts';
import type { WireAnswer } from '../cases/case-plane.ts';
import { checkWire } from '../cases/wire-expectation.ts';
import { coreFromYaml } from '../support/core-from-yaml.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { EnvoyProcess } from './support/envoy-process.ts';
import { mergedBootstrap } from './support/merged-bootstrap.ts';

const test = suite('envoy: cases through a real Envoy');
const binary = findEnvoy();
const backends = new CaseBackends();
const cases = readCases().filter(({ requests }) => requests.length > 0);
let envoy: EnvoyProcess | undefined;

async function snapshotOf(configuration: EffectiveConfiguration): Promise<EnvoySnapshot> {
  const addresses = new Map<string, { address: string; port: number }[]>();
  for (const { ref, endpoints } of configuration.backends) {
    if (endpoints.length === 0) continue;
    const service = `${ref.namespace}/${ref.name}`;
    addresses.set(`${service}:${ref.port}`, [{ address: '127.0.0.1', port: await backends.port(service) }]);
  }
  const ports = configuration.gateways.flatMap(({ listeners }) => listeners.map(({ port }) => String(port)));
  const portMap = new Map(ports.map((port) => [port, 0]));
  return translate(configuration, { bind: '127.0.0.1', portMap, backends: addresses });
}

function send(port: number, request: DecisionRequest, caseId: string): Promise<WireAnswer> {
  const headers = ['host', request.authority, 'x-case-id', caseId, ...(request.headers?.flat() ?? [])];
  const { method = 'GET', path } = request;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** Copies travel beside the answer. */
async function settle(caseId: string, { wire }: RequestExpectation): Promise<void> {
  if (!wire?.mirrored) return;
  const wanted = wire.mirrored.length + 1;
  for (let turn = 0; turn < 20 && backends.of(caseId).length < wanted; turn += 1) await pause(5);
  await pause(10);
}

/** The `namespace/name` of the only Gateway on the request's port, or of the one that it names. */
function listenerName(found: Case, configuration: EffectiveConfiguration, request: DecisionRequest): string {
  const { port = 80 } = request;
  const serving = configuration.gateways.find(({ listeners }) => listeners.some((listener) => listener.port === port));
  return `${found.name}:${request.gateway ?? (serving ? `${serving.namespace}/${serving.name}` : '')}/${port}`;
}

function isWanted({ wire, decision }: RequestExpectation, answer: WireAnswer, caseId: string): boolean {
  if (wire?.backend !== undefined && answer.body !== wire.backend) return false;
  if (answer.status !== (wire?.status ?? decision.code ?? 200)) return false;
  return wire?.mirrored === undefined || backends.of(caseId).length === wire.mirrored.length + 1;
}

/** What is random can't be rolled from outside: such a request is sent until what is wanted happens. */
async function answerOf(port: number, expectation: RequestExpectation, caseId: string): Promise<[WireAnswer, string]> {
  for (let turn = 0; ; turn += 1) {
    const id = `${caseId}-${turn}`;
    const answer = await send(port, expectation.request, id);
    await settle(id, expectation);
    if (expectation.wire?.roll === undefined || isWanted(expectation, answer, id) || turn === 100) return [answer, id];
  }
}

/** Envoy forwards a host without its trailing dot (docs/decisions.md). */
const asForwarded = (expectation: RequestExpectation): RequestExpectation => {
  const authority = expectation.request.authority.replace(/\.(?=:\d+$|$)/, '');
  return { ...expectation, request: { ...expectation.request, authority } };
};

/** Lines of one name are joined with and without a space; a scheme's own port may be written. */
function sameMeaning(answer: WireAnswer): WireAnswer {
  const entries = Object.entries(answer.headers).map(([name, value]): [string, typeof value] => {
    if (typeof value !== 'string') return [name, value];
    const plain =
      name === 'location' ? value.replace(/^(http:\/\/[^/]*):80\/|^(https:\/\/[^/]*):443\//, '$1$2/') : value;
    return [name, name.startsWith('access-control-') ? plain : plain.replaceAll(', ', ',')];
  });
  return { ...answer, headers: Object.fromEntries(entries) };
}

// Not in a hook: uvu would go on as if nothing had failed.
if (binary !== undefined) {
  const snapshots = new Map<string, EnvoySnapshot>();
  for (const found of cases) {
    snapshots.set(found.name, await snapshotOf(coreFromYaml(found.input).engine.configuration));
  }
  envoy = await EnvoyProcess.start(binary, mergedBootstrap(snapshots));
}

test.after(async () => {
  await envoy?.stop();
  backends.close();
});

for (const found of binary === undefined ? [] : cases) {
  test(found.name, async () => {
    assert.ok(envoy, 'Envoy runs');
    if (!envoy) return;
    const { configuration } = coreFromYaml(found.input).engine;
    const ports = await envoy.ports();
    for (const [index, expectation] of found.requests.entries()) {
      const port = ports.get(listenerName(found, configuration, expectation.request));
      if (port === undefined) continue;
      const [answer, id] = await answerOf(port, expectation, `${found.name}-${index}`);
      checkWire(asForwarded(expectation), sameMeaning(answer), backends.of(id));
    }
  });
}

if (binary === undefined) skipped('cases through a real Envoy');
test.run();
