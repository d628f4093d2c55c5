import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest, withFiles } from './command.ts';

const test = suite('cli: secrets and control characters');

const canary = 'canary-7f3a9c1e5b2d4860a1c3e5f7092b4d6f8a';
const encoded = Buffer.from(canary).toString('base64');

/** A Secret of every shape that people write: fine, broken in a key, with a wrong type, with fields of its own. */
const secrets = documents(
  `apiVersion: v1
kind: Secret
metadata: {name: tls, namespace: infra}
type: kubernetes.io/tls
data: {tls.crt: ${encoded}, tls.key: ${encoded}}`,
  `apiVersion: v1
kind: Secret
metadata: {name: plain, namespace: infra}
stringData: {password: "${canary}"}`,
  `apiVersion: v1
kind: Secret
metadata: {name: not-base64, namespace: infra}
data: {password: "${canary}!"}`,
  `apiVersion: v1
kind: Secret
metadata: {name: wrong-type, namespace: infra}
data: "${canary}"`,
  `apiVersion: v1
kind: Secret
metadata: {name: stray, namespace: infra}
data: {password: [${canary}]}
stringData: {password: {deep: "${canary}"}}
stray: ${canary}`,
  `apiVersion: v1
kind: Secret
metadata:
  name: annotated
  namespace: infra
  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"${encoded}"}}'}`,
);

/** Texts that a parser stumbles over right beside a value: what it says must not quote them. */
const unreadable: Readonly<Record<string, string>> = {
  'tab.yaml': `kind: Secret\nmetadata: {name: a}\nstringData:\n\tpassword: ${canary}\n`,
  'flow.yaml': `kind: Secret\nmetadata: {name: a}\nstringData: {password: ${canary}\n`,
  'quote.yaml': `kind: Secret\nmetadata: {name: a}\nstringData:\n  password: "${canary}\n  other: ${canary}"x\n`,
  'duplicate.yaml': `kind: Secret\nmetadata: {name: a}\nstringData:\n  p: ${canary}\n  p: ${canary}\n`,
  'anchor.yaml': `kind: Secret\nmetadata: {name: a}\nstringData:\n  p: *${canary}\n  q: !!${canary} x\n`,
  'plain.yaml': `${canary}\n`,
  'list.yaml': `- ${canary}\n- {kind: Secret, data: ${canary}}\n`,
  'cut.json': `{"kind":"Secret","metadata":{"name":"a"},"stringData":{"password":"${canary}"`,
  'token.json': `{"kind":"Secret","metadata":{"name":"a"},"stringData":{"password":${canary}}}`,
  'kind.yaml': `apiVersion: v1\nkind: Secrets\nmetadata: {name: a}\nstringData: {password: ${canary}}\n`,
  'version.yaml': `apiVersion: v2\nkind: Secret\nmetadata: {name: a}\nstringData: {password: ${canary}}\n`,
  'type.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: {password: ${canary}}\nimmutable: ${canary}\n`,
  'nested.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {password: {a: ${canary}}}\nstringData: ["${canary}"]\n`,
};

const httpsGateway = gatewayManifest.replace(
  'protocol: HTTP,',
  'protocol: HTTPS, tls: {certificateRefs: [{name: tls}, {name: plain}, {name: not-base64}]},',
);

const manifests = documents(
  httpsGateway,
  serviceManifest('web'),
  routeManifest('web', 'a.example.com', '[{backendRefs: [{name: web, port: 8080}]}]'),
  secrets,
);

const commands: readonly (readonly string[])[] = [
  ['check'],
  ['check', '-o', 'json'],
  ['status'],
  ['status', '-o', 'json'],
  ['status', '-o', 'yaml'],
  ['effective'],
  ['envoy'],
  ['envoy', '-o', 'resources'],
  ['envoy', '--inline-secrets'],
  ['effective', '-o', 'yaml'],
  ['explain', 'GET', 'https://a.example.com:80/'],
  ['explain', 'GET', 'https://a.example.com:80/', '-o', 'json'],
  ['graph'],
  ['graph', '-o', 'dot'],
  ['graph', '-o', 'json'],
  ['graph', '-o', 'svg'],
];

function leaks(text: string): boolean {
  const values = [canary, encoded, Buffer.from(canary).toString('hex'), encodeURIComponent(encoded)];
  return values.some((value) => text.includes(value) || text.includes(value.slice(0, 24)));
}

for (const [command = '', ...flags] of commands) {
  test(`no byte of a Secret's values in ${[command, ...flags].join(' ')}`, async () => {
    const { out, err } = await routeward([command, '-f', '-', ...flags], manifests);
    assert.is.not(out + err, '');
    assert.not(leaks(out), out);
    assert.not(leaks(err), err);
  });
}

for (const [file, text] of Object.entries(unreadable)) {
  test(`no byte of a Secret's values in what is said of an unreadable ${file}`, async () => {
    await withFiles({ [file]: text }, async (folder) => {
      for (const flags of [[], ['-o', 'json']]) {
        const { out, err, status } = await routeward(['check', '-f', folder, ...flags]);
        assert.is(status, 1, out + err);
        assert.not(leaks(out + err), out + err);
      }
    });
  });
}

test('a bad line of requests is not quoted: it may hold credentials', async () => {
  await withFiles({ 'm.yaml': manifests }, async (folder) => {
    const lines = [
      `{"headers":[["authorization","${canary}"]`,
      `{"authority":"a","path":"/","headers":[["cookie",${canary}]]}`,
    ];
    const { err } = await routeward(['match', '-f', `${folder}/m.yaml`, '--requests', '-'], lines.join('\n'));
    assert.match(err, /-:1:1: error: not JSON\n-:2:1: error: not JSON\n/);
    assert.not(leaks(err), err);
  });
});

test("no byte of a Secret's values in match and diff, when the values change", async () => {
  const files = {
    'm.yaml': manifests,
    'n.yaml': manifests
      .replaceAll(canary, `${canary}2`)
      .replaceAll(encoded, Buffer.from(`${canary}2`).toString('base64')),
    'r.jsonl': '{"authority":"a.example.com","path":"/"}',
  };
  await withFiles(files, async (folder) => {
    const matched = await routeward(['match', '-f', `${folder}/m.yaml`, '--requests', `${folder}/r.jsonl`]);
    assert.not(leaks(matched.out + matched.err), matched.out + matched.err);
    for (const flags of [[], ['-o', 'json']]) {
      const differs = await routeward(['diff', '-f', `${folder}/m.yaml`, '--to', `${folder}/n.yaml`, ...flags]);
      assert.not(leaks(differs.out + differs.err), differs.out + differs.err);
    }
  });
});

/** Everything that could move the cursor, forge a line or turn the reading direction. */
const hostile = 'a\\u001b[31mb\\r\\nforged: line\\u009bc\\u202ed';
const hostileManifests = documents(
  gatewayManifest.replace('name: web, namespace: infra', `name: web, namespace: infra, annotations: {a: "${hostile}"}`),
  `apiVersion: v1
kind: Service
metadata: {name: "${hostile}", namespace: app}
spec: {ports: [{port: 80}]}`,
  routeManifest(
    'web',
    'a.example.com',
    `[{matches: [{headers: [{name: h, value: "${hostile}"}]}], backendRefs: [{name: "${hostile}", port: 80}]}]`,
  ),
  routeManifest('other', 'a.example.com', `[{name: "${hostile}", "${hostile}": 1}]`),
);

for (const [command = '', ...flags] of commands) {
  test(`control characters of manifests are escaped in ${[command, ...flags].join(' ')}`, async () => {
    const { out, err } = await routeward([command, '-f', '-', ...flags], hostileManifests);
    const raw = /[\p{Cc}\u202e]/u;
    for (const line of `${out}\n${err}`.split('\n')) {
      assert.not(raw.test(line.replaceAll('\t', '')), JSON.stringify(line));
      assert.not(line.startsWith('forged:'), line);
    }
  });
}

test.run();
