import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anyHost, asking, configuration, listener, prefix, rule, virtualHost } from './build.ts';

const test = suite('matcher: hosts');

const all = prefix('/');
const hosts = ['a.example.com', '*.example.com', '*.a.example.com', 'constructor', '__proto__', '10'];
const ask = asking(
  configuration(
    listener(
      'l',
      undefined,
      hosts.map((host) => virtualHost(host, rule(host, all))),
    ),
  ),
);

const cases: readonly [authority: string, expected: string, because: string][] = [
  ['a.example.com', 'l:a.example.com', 'exact before wildcard'],
  ['A.EXAMPLE.com', 'l:a.example.com', 'in any case'],
  ['a.example.com:8080', 'l:a.example.com', 'the port is ignored'],
  ['a.example.com:', 'l:a.example.com', 'an empty port too'],
  ['a.example.com.', 'l:a.example.com', 'and one dot at the end'],
  ['a.example.com.:80', 'l:a.example.com', 'and both'],
  ['A.example.com.:80', 'l:a.example.com', 'and both in any case'],
  ['a.example.com..', 'l:', 'two dots are no host of ours'],
  ['b.example.com', 'l:*.example.com', 'a wildcard'],
  ['c.b.example.com', 'l:*.example.com', 'a wildcard stands for several labels'],
  ['B.A.EXAMPLE.COM:1', 'l:*.a.example.com', 'the longest wildcard, in any case, with a port'],
  ['example.com', 'l:', 'a wildcard never stands for no label'],
  ['.example.com', 'l:', 'nor for an empty one'],
  ['xexample.com', 'l:', 'a wildcard ends at a dot'],
  ['a.example.comx', 'l:', 'longer than a host'],
  ['a.example.co', 'l:', 'shorter than a host'],
  ['constructor', 'l:constructor', 'names of built-in properties are names'],
  ['__proto__', 'l:__proto__', 'and so is this one'],
  ['10', 'l:10', 'a host that looks like a number'],
  ['10:10', 'l:10', 'and its port'],
  ['', 'l:', 'no host at all'],
  [':80', 'l:', 'only a port'],
  ['.', 'l:', 'only a dot'],
  ['[::1]:80', 'l:', 'an IPv6 address'],
  ['::1', 'l:', 'one without brackets'],
  ['a b', 'l:', 'a space'],
  ['user@a.example.com', 'l:*.example.com', 'user information is part of the label that it stands in'],
  ['\u212a.example.com', 'l:*.example.com', 'letters that fold to ASCII stay what they are'],
  [`${'x'.repeat(65_536)}.example.com`, 'l:*.example.com', '64 kB before the suffix'],
  ['1'.repeat(65_536), 'l:', '64 kB of digits'],
  [':'.repeat(65_536), 'l:', '64 kB of colons'],
];

for (const [authority, expected, because] of cases) {
  test(`${because}: ${authority.slice(0, 40)}`, () => {
    assert.is(ask({ authority }), expected);
  });
}

test('a virtual host for any host takes what is left, even no host', () => {
  const anywhere = asking(anyHost(rule('any', all)));
  for (const [authority] of cases) assert.is(anywhere({ authority }), 'http:any');
});

test('a host whose rules do not match falls through to the next less specific one', () => {
  const falling = asking(
    configuration(
      listener('l', undefined, [
        virtualHost('*', rule('any', all)),
        virtualHost('*.b.c', rule('wide', prefix('/wide'))),
        virtualHost('a.b.c', rule('narrow', prefix('/narrow'))),
      ]),
    ),
  );
  assert.is(falling({ authority: 'a.b.c', path: '/narrow' }), 'l:narrow');
  assert.is(falling({ authority: 'a.b.c', path: '/wide' }), 'l:wide');
  assert.is(falling({ authority: 'a.b.c', path: '/' }), 'l:any');
});

test('a wildcard and its own suffix as hosts stay apart', () => {
  const apart = asking(
    configuration(
      listener('l', undefined, [virtualHost('*.b', rule('wild', all)), virtualHost('b', rule('plain', all))]),
    ),
  );
  assert.is(apart({ authority: 'b' }), 'l:plain');
  assert.is(apart({ authority: 'a.b' }), 'l:wild');
});

test.run();
