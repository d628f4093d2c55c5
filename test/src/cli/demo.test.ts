import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Child, startNode } from './child.ts';
import { type Answer, ask } from './http-client.ts';

const test = suite('cli: demo');

const ready = 'Ctrl-C ends it';

const startDemo = (): Child => startNode('packages/cli/bin/routeward.js', ['demo']);

/** A printed curl line with the answers printed below it. */
interface Printed {
  readonly line: string;
  readonly answers: readonly string[];
}

/** What the line says, read as a shell would. */
interface CurlLine {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
}

function printedLines(text: string): Printed[] {
  return [...text.matchAll(/^ +(curl .*)\n((?: +→ .*\n)+)/gm)].map(([, line = '', answers = '']) => ({
    line,
    answers: [...answers.matchAll(/→ (.*)\n/g)].map(([, answer = '']) => answer),
  }));
}

function readCurl(line: string): CurlLine {
  const argv = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1);
  const headers: Record<string, string> = {};
  let method = 'GET';
  argv.forEach((word, index) => {
    if (word === '-X') method = argv[index + 1] ?? '';
    if (word !== '-H') return;
    const [name = '', value = ''] = (argv[index + 1] ?? '').split(': ');
    headers[name] = value;
  });
  return { url: argv.at(-1) ?? '', method, headers, argv };
}

/** True where the answer is one of those that were printed, such as `90 %: 200 "body", name: value`. */
function isPrinted(answer: Answer, printed: string): boolean {
  const [, status, body, rest = ''] = /^(?:\d+ %: )?(\d{3})(?: "([^"]*)")?(.*)$/.exec(printed) ?? [];
  const headers = [...rest.matchAll(/, ([a-z-]+): ([^,]*)/g)];
  return (
    String(answer.status) === status &&
    (body === undefined || answer.body === `${body}\n`) &&
    headers.every(([, name = '', value]) => answer.headers[name] === value)
  );
}

async function checkLine({ line, answers }: Printed): Promise<void> {
  const { url, method, headers } = readCurl(line);
  const answer = await ask(url, { method, headers });
  assert.ok(
    answers.some((printed) => isPrinted(answer, printed)),
    `${line}\nprinted: ${answers.join(' | ')}\ngot: ${JSON.stringify(answer)}`,
  );
}

test('every printed curl line answers as printed, and Ctrl-C ends it cleanly', async () => {
  const demo = startDemo();
  const lines = printedLines(await demo.waitFor(ready));
  assert.ok(lines.length >= 8, demo.text());
  for (const line of lines) await checkLine(line);
  const answers = lines.flatMap((line) => line.answers);
  for (const wanted of ['200', '301', '404', '500', '90 %: 200']) {
    assert.ok(
      answers.some((answer) => answer.startsWith(wanted)),
      `${wanted} is among the answers`,
    );
  }
  demo.signal('SIGINT');
  assert.equal(await demo.ended, { code: 0, signal: null });
});

test('the lines work when pasted to curl itself', async () => {
  const curl = promisify(execFile);
  const there = await curl('curl', ['--version']).then(
    () => true,
    () => false,
  );
  if (!there) {
    console.log('skipped: no curl on this machine');
    return;
  }
  const demo = startDemo();
  const lines = printedLines(await demo.waitFor(ready));
  for (const { line, answers } of lines) {
    const { stdout } = await curl('sh', ['-c', line.replace('curl', 'curl -s --max-time 10')]);
    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    const [, status = '0'] = /^HTTP\/1\.1 (\d+)/.exec(head) ?? [];
    const headers = Object.fromEntries(
      [...head.matchAll(/^([\w-]+): (.*?)\r?$/gm)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
    );
    const answer = { status: Number(status), headers, body };
    assert.ok(
      answers.some((printed) => isPrinted(answer, printed)),
      `${line}\n${stdout}`,
    );
  }
  demo.signal('SIGTERM');
  assert.equal(await demo.ended, { code: 0, signal: null });
});

test('a taken port: the next free one, said plainly', async () => {
  const holder = createServer();
  // Somebody else may hold it already: it is taken all the same.
  await new Promise<void>((resolve) => holder.once('error', () => resolve()).listen(8080, '127.0.0.1', resolve));
  try {
    const demo = startDemo();
    const text = await demo.waitFor(ready);
    const [, port = ''] = /port 8080 is taken[^\n]*\b(\d+)\b/.exec(text) ?? [];
    assert.ok(Number(port) > 8080, text);
    const lines = printedLines(text);
    assert.ok(
      lines.some(({ line }) => line.includes(`127.0.0.1:${port}/`)),
      text,
    );
    for (const line of lines) await checkLine(line);
    demo.signal('SIGINT');
    assert.equal(await demo.ended, { code: 0, signal: null });
  } finally {
    holder.close();
  }
});

test('what it says about explain and the graph works', async () => {
  const demo = startDemo();
  const text = await demo.waitFor(ready);
  const urls = [...text.matchAll(/http:\/\/127\.0\.0\.1:\d+\/(?:explain|graph|metrics)\S*/g)].map(([url]) =>
    url.replace(/'$/, ''),
  );
  assert.ok(urls.some((url) => url.includes('/explain')) && urls.some((url) => url.includes('/graph')), text);
  for (const url of urls) assert.is((await ask(url)).status, 200, url);
  demo.signal('SIGINT');
  assert.is((await demo.ended).code, 0);
});

test.run();
