import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gatewayManifest, routeward, withFiles } from './command.ts';

const test = suite('cli: usage');

const wrong: readonly (readonly string[])[] = [
  [],
  ['frobnicate'],
  ['check'],
  ['check', '--nonsense'],
  ['check', '-f', '/no/such/file.yaml'],
  ['check', '-f', '-', '-o', 'xml'],
  ['check', '-f', '-', '--channel', 'beta'],
  ['match', '-f', '-'],
  ['match', '-f', '-', '--requests', '-'],
  ['match', '-f', '-', '--requests', '/no/such/requests.jsonl'],
  ['explain', '-f', '-'],
  ['explain', '-f', '-', 'GET'],
  ['explain', '-f', '-', 'GET', 'ftp://a.example/'],
  ['explain', '-f', '-', 'G ET', 'http://a.example/'],
  ['explain', '-f', '-', 'GET', 'http://a.example:99999/'],
  ['explain', '-f', '-', 'GET', 'http://a.example/', '-H', 'no colon'],
  ['diff', '-f', '-'],
  ['diff', '-f', '-', '--to', '-'],
  ['envoy', '-f', '-', '-o', 'yaml'],
  ['envoy', '-f', '-', '--admin', 'x'],
  ['serve', '-f', '-', '--watch'],
  ['serve', '-f', '-', '--port', '80'],
  ['serve', '-f', '-', '--port', '80=99999'],
  ['serve', '-f', '-', '--port-offset', '-1'],
  ['serve', '-f', '-', '--backend', 'a/b=http://127.0.0.1:1'],
  ['serve', '-f', '-', '--backend', 'a/b:80=tcp://127.0.0.1:1'],
];
for (const argv of wrong) {
  test(`wrong usage ends with 2 and says so: routeward ${argv.join(' ')}`, async () => {
    const { status, out, err } = await routeward(argv, gatewayManifest);
    assert.is(status, 2);
    assert.is(out, '');
    assert.is.not(err, '');
  });
}

test('help and version are no mistakes', async () => {
  const help = await routeward(['--help']);
  assert.is(help.status, 0);
  for (const command of ['check', 'status', 'effective', 'match', 'explain', 'graph', 'diff', 'envoy', 'serve']) {
    assert.ok(help.out.includes(`  ${command} `), command);
  }
  const version = await routeward(['--version']);
  assert.is(version.status, 0);
  assert.match(version.out, /^\d+\.\d+\.\d+/);
});

test('paths come by repeated flags, behind one flag, as folders and by standard input; one named twice counts once', async () => {
  const files = {
    'a.yaml': gatewayManifest,
    'sub/b.yml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: app}\n',
    'notes.txt': '{',
  };
  await withFiles(files, async (folder) => {
    const a = `${folder}/a.yaml`;
    const b = `${folder}/sub/b.yml`;
    for (const argv of [
      ['-f', a, '-f', b],
      ['-f', a, b],
      ['-f', folder],
      ['-f', folder, '-f', a],
      ['-f', b, '-f', '-'],
    ]) {
      const { status, out, err } = await routeward(['check', ...argv], gatewayManifest);
      assert.is(out, '3 resources, 0 errors, 0 warnings\n', `${argv.join(' ')}\n${err}`);
      assert.is(status, 0);
    }
  });
});

test('a folder without manifests is wrong usage, not an empty answer', async () => {
  await withFiles({ 'notes.txt': 'x' }, async (folder) => {
    assert.is((await routeward(['check', '-f', folder])).status, 2);
  });
});

test('colours come on a terminal only, and not with --no-color', async () => {
  const colour = { out: true, err: true };
  const argv = ['explain', '-f', '-', 'GET', 'http://a.example/'];
  const escapeChar = String.fromCharCode(27);
  assert.not((await routeward(argv, gatewayManifest)).out.includes(escapeChar));
  assert.ok((await routeward(argv, gatewayManifest, { colour })).out.includes(escapeChar));
  assert.not((await routeward([...argv, '--no-color'], gatewayManifest, { colour })).out.includes(escapeChar));
});

test('long work is told on a terminal, and taken away before the answer; a pipe sees nothing of it', async () => {
  const realNow = Date.now;
  let time = 0;
  // A clock on which all work is long.
  Date.now = () => {
    time += 1000;
    return time;
  };
  try {
    const watched = await routeward(['check', '-f', '-'], gatewayManifest, { watched: true });
    assert.match(watched.err, 'reading file 1 of 1: -');
    assert.match(watched.err, 'computing 2 resources');
    assert.ok(watched.err.endsWith(`\r${String.fromCharCode(27)}[2K`), JSON.stringify(watched.err));
    assert.is((await routeward(['check', '-f', '-'], gatewayManifest)).err, '');
  } finally {
    Date.now = realNow;
  }
});

test.run();
