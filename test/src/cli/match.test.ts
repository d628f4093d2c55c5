import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest, withFiles } from './command.ts';

const test = suite('cli: match');

const manifests = documents(
  gatewayManifest,
  serviceManifest('web'),
  routeManifest('web', 'a.example.com', '[{matches: [{path: {value: /x}}], backendRefs: [{name: web, port: 8080}]}]'),
);

const answer = async (lines: string, argv: readonly string[] = []) =>
  withFiles({ 'm.yaml': manifests }, (folder) =>
    routeward(['match', '-f', `${folder}/m.yaml`, '--requests', '-', ...argv], lines),
  );

test('one decision a line, as the contract has it', async () => {
  const { status, out, err } = await answer(
    '{"id":"1","authority":"a.example.com","path":"/x?y=1"}\n\n{"authority":"a.example.com","path":"/y"}',
  );
  assert.is(err, '');
  assert.is(status, 0);
  const lines = out.split('\n');
  assert.is(lines.length, 3);
  assert.equal(JSON.parse(lines[0] ?? ''), {
    id: '1',
    gateway: 'infra/web',
    listener: 'http',
    route: 'HTTPRoute/app/web',
    rule: 0,
    match: 0,
    action: 'forward',
    backends: [{ kind: 'Service', namespace: 'app', name: 'web', port: 8080, weight: 1, valid: true }],
  });
  assert.equal(JSON.parse(lines[1] ?? ''), { gateway: 'infra/web', listener: 'http', action: 'none', code: 404 });
});

const badLines: readonly (readonly [string, RegExp])[] = [
  ['{', /not JSON/],
  ['[]', /not a JSON object/],
  ['{"path":"/"}', /authority is missing/],
  ['{"authority":"a.example.com"}', /path is missing/],
  ['{"authority":"a.example.com","path":"x"}', /path must be/],
  ['{"authority":"a.example.com","path":"/","port":"80"}', /port must be/],
  ['{"authority":"a.example.com","path":"/","headers":{"a":"b"}}', /headers must be/],
  ['{"authority":"a.example.com","path":"/","gateway":"web"}', /gateway must be/],
];
for (const [line, message] of badLines) {
  test(`a bad line is told with its number and the rest goes on: ${line}`, async () => {
    const good = '{"authority":"a.example.com","path":"/x"}';
    const { status, out, err } = await answer([good, line, good].join('\n'));
    assert.is(status, 1);
    assert.is(out.trim().split('\n').length, 2);
    assert.match(err, /^-:2:1: error: /);
    assert.match(err, message);
  });
}

test('null counts as left out, and a field that means nothing is told once', async () => {
  const line = '{"id":null,"authority":"a.example.com","path":"/x","note":"hello"}';
  const { status, out, err } = await answer(`${line}\n${line}`);
  assert.is(status, 0);
  assert.is(out.trim().split('\n').length, 2);
  assert.is(err, '-:1:1: warning: unknown field "note" is ignored\n');
});

test('a line ends at a line feed only, wherever the input is cut into pieces', async () => {
  const line = JSON.stringify({ id: 'ä\u2028€😀\u0085', authority: 'a.example.com', path: '/x' });
  const bytes = Buffer.from(`\ufeff${line}\r\n\r\n${line}`);
  const pieces = {
    readInput: async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    },
  };
  await withFiles({ 'm.yaml': manifests }, async (folder) => {
    const { out, err } = await routeward(['match', '-f', `${folder}/m.yaml`, '--requests', '-'], '', pieces);
    assert.is(err, '');
    const ids = out
      .trim()
      .split('\n')
      .map((answered) => JSON.parse(answered).id);
    assert.equal(ids, ['ä\u2028€😀\u0085', 'ä\u2028€😀\u0085']);
  });
});

test('a request that could mean two Gateways is a bad line', async () => {
  const second = gatewayManifest.slice(gatewayManifest.indexOf('---')).replace('name: web', 'name: other');
  const files = {
    'm.yaml': documents(manifests, second.replace(/^---\n/, '')),
    'r.jsonl': '{"authority":"a.example.com","path":"/x"}',
  };
  await withFiles(files, async (folder) => {
    const { status, out, err } = await routeward([
      'match',
      '-f',
      `${folder}/m.yaml`,
      '--requests',
      `${folder}/r.jsonl`,
    ]);
    assert.is(out, '');
    assert.match(err, /r\.jsonl:1:1: error: .*infra\/other.*infra\/web/);
    assert.is(status, 1);
  });
});

test.run();
