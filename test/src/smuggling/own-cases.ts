/** What a safe proxy may do with the bytes of a case. */
export interface DesyncCase {
  readonly name: string;
  readonly bytes: string;
  /** Status of the first answer, any of these; 0: the connection ends without one. */
  readonly statuses: readonly number[];
  /** Requests that the upstream may see, complete or not. */
  readonly upstream: number;
  /** The connection must end; true unless said. */
  readonly closes?: boolean;
}

const host = 'Host: example.com\r\n';
/** A whole request that policy denies: if the upstream ever sees it, somebody was smuggled past. */
const hidden = `GET /admin HTTP/1.1\r\n${host}\r\n`;
const post = (fields: string, body: string): string => `POST /p HTTP/1.1\r\n${host}${fields}\r\n${body}`;
const get = (target: string, fields = host): string => `GET ${target} HTTP/1.1\r\n${fields}\r\n`;
const refusal = [400, 501, 0];

const framing: DesyncCase[] = [
  [
    'Content-Length, then Transfer-Encoding',
    'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
    `0\r\n\r\n${hidden}`,
  ],
  [
    'Transfer-Encoding, then Content-Length',
    'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n',
    `0\r\n\r\n${hidden}`,
  ],
  ['chunked in two lines', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden}`],
  ['chunked twice in one line', 'Transfer-Encoding: chunked, chunked\r\n', `0\r\n\r\n${hidden}`],
  ['a coding before chunked', 'Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'],
  ['chunked before another coding', 'Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${hidden}`],
  ['chunked with a parameter', 'Transfer-Encoding: chunked;q=1\r\n', '0\r\n\r\n'],
  ['a misspelt coding', 'Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'],
  ['a vertical tab before chunked', 'Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'],
  ['a no-break space before chunked', 'Transfer-Encoding: \xa0chunked\r\n', '0\r\n\r\n'],
  ['a quoted coding', 'Transfer-Encoding: "chunked"\r\n', '0\r\n\r\n'],
  ['an empty Transfer-Encoding', 'Transfer-Encoding: \r\nContent-Length: 5\r\n', 'hello'],
  ['a space before the colon', 'Transfer-Encoding : chunked\r\n', `0\r\n\r\n${hidden}`],
  ['a folded Transfer-Encoding', 'Transfer-Encoding:\r\n chunked\r\n', `0\r\n\r\n${hidden}`],
  ['two different lengths', `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n`, hidden],
  ['the same length twice', 'Content-Length: 5\r\nContent-Length: 5\r\n', 'hello'],
  ['a list of lengths', 'Content-Length: 5, 5\r\n', 'hello'],
  ['a length with a sign', 'Content-Length: +5\r\n', 'hello'],
  ['a negative length', 'Content-Length: -5\r\n', 'hello'],
  ['a hexadecimal length', 'Content-Length: 0x5\r\n', 'hello'],
  ['a length with an exponent', 'Content-Length: 5e0\r\n', 'hello'],
  ['a length with a separator', 'Content-Length: 5_0\r\n', 'hello'],
  ['a length with a fraction', 'Content-Length: 5.0\r\n', 'hello'],
  ['an empty length', 'Content-Length: \r\n', 'hello'],
  ['a length beyond 2^64', 'Content-Length: 18446744073709551621\r\n', 'hello'],
  ['a length beyond 2^53', 'Content-Length: 9007199254740993\r\n', 'hello'],
].map(([name = '', fields = '', body = '']) => ({ name, bytes: post(fields, body), statuses: refusal, upstream: 0 }));

const chunks: DesyncCase[] = [
  ['a size with 0x', '0x5\r\nhello\r\n0\r\n\r\n'],
  ['a size with a sign', '+5\r\nhello\r\n0\r\n\r\n'],
  ['a size with a leading space', ' 5\r\nhello\r\n0\r\n\r\n'],
  ['a size with a separator', '5_\r\nhello\r\n0\r\n\r\n'],
  ['an empty size', '\r\nhello\r\n0\r\n\r\n'],
  ['a size beyond 2^64', 'FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n'],
  ['data longer than its size', '5\r\nhelloXX0\r\n\r\n'],
  ['a bare LF behind the size', '5\nhello\r\n0\r\n\r\n'],
  ['a bare CR behind the size', '5\rhello\r\n0\r\n\r\n'],
  ['a bare LF in an extension', '5;a\nhello\r\n0\r\n\r\n'],
  ['extensions without end', `5;${'a'.repeat(100_000)}\r\nhello\r\n0\r\n\r\n`],
].map(([name = '', body = '']) => ({
  name: `a chunk: ${name}`,
  bytes: post('Transfer-Encoding: chunked\r\n', body),
  statuses: [400, 413, 0],
  // The head may be on its way by then; the message never becomes complete.
  upstream: 1,
}));

const syntax: DesyncCase[] = [
  { name: 'a bare CR in a value', bytes: get('/p', `${host}X: a\rSmuggled: 1\r\n`), statuses: refusal, upstream: 0 },
  { name: 'a bare LF between lines', bytes: get('/p', `${host}X: a\nY: b\r\n`), statuses: refusal, upstream: 0 },
  { name: 'NUL in a value', bytes: get('/p', `${host}X: a\0b\r\n`), statuses: refusal, upstream: 0 },
  { name: 'NUL in the target', bytes: get('/p\0/admin'), statuses: refusal, upstream: 0 },
  { name: 'a space in a name', bytes: get('/p', `${host}Foo Bar: 1\r\n`), statuses: refusal, upstream: 0 },
  { name: 'an empty name', bytes: get('/p', `${host}: 1\r\n`), statuses: refusal, upstream: 0 },
  { name: 'a line without a colon', bytes: get('/p', `${host}nonsense\r\n`) + hidden, statuses: refusal, upstream: 0 },
  { name: 'a folded line', bytes: get('/p', `${host}X: a\r\n b\r\n`), statuses: refusal, upstream: 0 },
  { name: 'a first line that is folded', bytes: get('/p', ` X: a\r\n${host}`), statuses: refusal, upstream: 0 },
  { name: 'HTTP/2.0 in a request line', bytes: `GET /p HTTP/2.0\r\n${host}\r\n`, statuses: [505, 400, 0], upstream: 0 },
  { name: 'HTTP/0.9', bytes: 'GET /p\r\n\r\n', statuses: [505, 400, 0], upstream: 0 },
  { name: 'a lower-case version', bytes: `GET /p http/1.1\r\n${host}\r\n`, statuses: refusal, upstream: 0 },
  {
    name: 'two spaces in the request line',
    bytes: `GET  /p HTTP/1.1\r\n${host}\r\n`,
    statuses: [...refusal, 200],
    upstream: 1,
    closes: false,
  },
  { name: 'a method that is none', bytes: `G\tT /p HTTP/1.1\r\n${host}\r\n`, statuses: refusal, upstream: 0 },
];

const hosts: DesyncCase[] = [
  ['none', get('/p', '')],
  ['two', get('/p', `${host}Host: secret.example.com\r\n`)],
  ['two of the same', get('/p', host + host)],
  ['empty', get('/p', 'Host: \r\n')],
  ['a list', get('/p', 'Host: a.com, b.com\r\n')],
  ['userinfo', get('/p', 'Host: user@example.com\r\n')],
  ['a space', get('/p', 'Host: a b\r\n')],
  ['a slash', get('/p', 'Host: a/b\r\n')],
  ['a percent sign', get('/p', 'Host: secret%2eexample.com\r\n')],
  ['an empty port', get('/p', 'Host: secret.example.com:\r\n')],
  ['a port that is none', get('/p', 'Host: example.com:8o\r\n')],
  ['two dots at the end', get('/p', 'Host: secret.example.com..\r\n')],
  ['a foreign scheme', get('ftp://example.com/p')],
  ['userinfo in the target', get('http://secret.example.com@example.com/p')],
  ['a target without a slash', get('admin')],
  ['an asterisk without OPTIONS', get('*')],
].map(([name = '', bytes = '']) => ({ name: `host or target: ${name}`, bytes, statuses: [400, 0], upstream: 0 }));

const policy: DesyncCase[] = [
  { name: 'the denied path', bytes: get('/admin'), statuses: [403], upstream: 0, closes: false },
  {
    name: 'the denied path in an absolute target',
    bytes: get('http://example.com/admin'),
    statuses: [403],
    upstream: 0,
    closes: false,
  },
  {
    name: 'the denied host in an absolute target',
    bytes: get('http://secret.example.com/p'),
    statuses: [403],
    upstream: 0,
    closes: false,
  },
  {
    name: 'the denied host in capitals',
    bytes: get('/p', 'Host: SECRET.Example.Com\r\n'),
    statuses: [403],
    upstream: 0,
    closes: false,
  },
  {
    name: 'the denied host with a port',
    bytes: get('/p', 'Host: secret.example.com:80\r\n'),
    statuses: [403],
    upstream: 0,
    closes: false,
  },
  {
    name: 'the denied host with a dot',
    bytes: get('/p', 'Host: secret.example.com.\r\n'),
    statuses: [403],
    upstream: 0,
    closes: false,
  },
  { name: 'the denied path behind two slashes', bytes: get('//admin'), statuses: [403], upstream: 0, closes: false },
  {
    name: 'the denied path with an encoded letter',
    bytes: get('/%61dmin'),
    statuses: [403],
    upstream: 0,
    closes: false,
  },
  ...['/./admin', '/x/../admin', '/x/%2e%2e/admin', '/x/.%2E/admin', '/x/..;/admin', '/x\\..\\admin'].map((target) => ({
    name: `the denied path by a detour: ${target}`,
    bytes: get(target),
    statuses: [403],
    upstream: 0,
    closes: false,
  })),
  ...[
    '/x/%2e%2e;/admin',
    '/;/admin',
    '/%2fadmin',
    '/x%2f..%2fadmin',
    '/x%5c..%5cadmin',
    '/x/%252e%252e/admin',
    '/x/%c0%ae%c0%ae/admin',
    '/x/%u002e%u002e/admin',
    '/x%00/admin',
    '/admin%',
    '/x#/../admin',
  ].map((target) => ({ name: `a path in disguise: ${target}`, bytes: get(target), statuses: [400], upstream: 0 })),
];

const pipelines: DesyncCase[] = [
  {
    name: 'bytes behind Connection: close',
    bytes: get('/1', `${host}Connection: close\r\n`) + hidden,
    statuses: [200],
    upstream: 1,
  },
  { name: 'a request behind a refused one', bytes: get('/1', '') + get('/2'), statuses: [400], upstream: 0 },
  { name: 'a request behind a refused path', bytes: get('/%2f1') + get('/2'), statuses: [400], upstream: 0 },
  { name: 'garbage behind a request', bytes: `${get('/1')}\0\0garbage\r\n\r\n`, statuses: [200], upstream: 1 },
  {
    name: 'CONNECT',
    bytes: `CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n${hidden}`,
    statuses: [405],
    upstream: 0,
  },
  {
    name: 'chunked in HTTP/1.0',
    bytes: `POST /p HTTP/1.0\r\n${host}Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    statuses: [400, 501],
    upstream: 0,
  },
  {
    name: 'an unknown expectation',
    bytes: post('Expect: 200-ok\r\nContent-Length: 5\r\n', 'hello'),
    statuses: [417],
    upstream: 0,
  },
  {
    name: 'an obfuscated expectation',
    bytes: post(`Expect: y 100-continue\r\nContent-Length: ${hidden.length}\r\n`, hidden),
    statuses: [417],
    upstream: 0,
  },
  {
    name: 'a denied request with a request as its body',
    bytes: `POST /admin HTTP/1.1\r\n${host}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
    statuses: [403],
    upstream: 0,
    closes: false,
  },
  {
    name: 'a GET with a request as its body',
    bytes: `GET /p HTTP/1.1\r\n${host}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
    statuses: [200],
    upstream: 1,
    closes: false,
  },
];

export const ownCases: readonly DesyncCase[] = [...framing, ...chunks, ...syntax, ...hosts, ...policy, ...pipelines];
