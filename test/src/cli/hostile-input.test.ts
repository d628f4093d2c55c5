import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents, gatewayManifest, routeManifest, routeward, serviceManifest, withFiles } from './command.ts';

const test = suite('cli: hostile input');

const manifests = documents(
  gatewayManifest,
  serviceManifest('web'),
  routeManifest('web', 'a.example.com', '[{backendRefs: [{name: web, port: 8080}]}]'),
);

const names = [
  'id',
  'gateway',
  'port',
  'method',
  'scheme',
  'authority',
  'path',
  'headers',
  'sni',
  'source',
  '__proto__',
  'constructor',
];

/** Values that are nearly right, of the wrong type, or hostile. */
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('/', '/x?y', 'a.example.com', 'GET', 'http', 'infra/web', 80, 65536, -1, 0.5, null),
  fc.constantFrom([['a', 'b']], [['a']], [['a', 1]], {}),
  fc.constantFrom(
    '\u0000',
    '\r\nforged: 1',
    '\u001b[2J',
    '\ud800',
    '/\u202e',
    '/\u2028',
    '%',
    '[::1',
    ':80',
    'a'.repeat(70_000),
  ),
);

const line = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 10 }).map((object) => JSON.stringify(object)),
  },
  { weight: 1, arbitrary: fc.string().map((text) => text.replace(/[\r\n]/g, ' ')) },
);

/** What may stand in a terminal line: anything but control characters and marks that turn the reading direction. */
const unsafe = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

function checkLines(text: string): void {
  for (const printed of text.split('\n')) assert.not(unsafe.test(printed), JSON.stringify(printed));
}

test('whatever the lines of requests hold, each gets one answer or one message', async () => {
  await withFiles({ 'm.yaml': manifests }, (folder) =>
    fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const { status, out, err } = await routeward(
          ['match', '-f', `${folder}/m.yaml`, '--requests', '-'],
          lines.join('\n'),
        );
        const answers = out.split('\n').filter((answer) => answer !== '');
        for (const answer of answers) JSON.parse(answer);
        const errors = err.split('\n').filter((message) => /^-:\d+:1: error: /.test(message));
        assert.is(answers.length + errors.length, lines.filter((text) => text.trim() !== '').length);
        assert.is(status, errors.length > 0 ? 1 : 0);
        checkLines(out);
        checkLines(err);
      }),
      { numRuns: 100 },
    ),
  );
});

/** Manifests with something cut, doubled or put in. */
const spoiled = fc
  .tuple(
    fc.nat(manifests.length),
    fc.nat(40),
    fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('"', '{', '*', '&a', '\u001b', '\ud800', ': ', '\n- ', '\t')),
  )
  .map(([at, cut, put]) => manifests.slice(0, at) + put + manifests.slice(at + cut));

for (const [command = '', ...flags] of [
  ['check', '-o', 'json'],
  ['check'],
  ['status'],
  ['effective'],
  ['graph'],
  ['graph', '-o', 'dot'],
  ['explain', 'GET', 'http://a.example.com/'],
]) {
  test(`whatever the manifests hold, there is an answer: ${[command, ...flags].join(' ')}`, async () => {
    await fc.assert(
      fc.asyncProperty(spoiled, async (input) => {
        const { status, out, err } = await routeward([command, '-f', '-', ...flags], input);
        assert.ok(status === 0 || status === 1, `${status}\n${err}`);
        assert.is(
          status === 1,
          command === 'check' && flags.length > 0 ? out.includes('"severity": "error"') : / error: /.test(err),
        );
        checkLines(out);
        checkLines(err);
      }),
      { numRuns: 60 },
    );
  });
}

test('a URL of any shape is explained or refused as wrong usage', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `http://${text}`),
      ),
      async (url) => {
        fc.pre(!url.startsWith('-'));
        const { status, err } = await routeward(['explain', '-f', '-', 'GET', url], manifests);
        assert.ok(status === 0 || status === 2, `${status}\n${err}`);
        checkLines(err);
      },
    ),
    { numRuns: 200 },
  );
});

test.run();
