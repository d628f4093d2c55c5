import type { NamedMatch, RuleMatch, ValueMatch } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { anyHost, asking, configuration, listener, prefix, rule, virtualHost } from './build.ts';

const test = suite('matcher: conditions');

const value = (text: string): ValueMatch => ({ kind: 'exact', value: text });
const named = (name: string, match: ValueMatch | string): NamedMatch => ({
  name,
  value: typeof match === 'string' ? value(match) : match,
});

const askFor = (rest: Partial<Omit<RuleMatch, 'path'>>) => asking(anyHost(rule('r', prefix('/'), rest)));

const header = (match: ValueMatch | string, rawHeaders: string[]): boolean =>
  askFor({ headers: [named('x-a', match)] })({ rawHeaders }) === 'http:r';

const query = (match: ValueMatch | string, text: string, name = 'q'): boolean =>
  askFor({ queryParams: [named(name, match)] })({ path: `/p${text}` }) === 'http:r';

test('a header by its value, its name in any case', () => {
  assert.ok(header('1', ['X-A', '1']));
  assert.ok(header('1', ['Host', 'h', 'x-a', '1']));
  assert.not(header('1', ['X-A', '2']));
  assert.not(header('1', ['X-AB', '1', 'X', '1']));
  assert.not(header('a', ['X-A', 'A']), 'values have a case');
  assert.not(header('1', []));
});

test('of a repeated header one value that holds is enough', () => {
  assert.ok(header('1', ['X-A', '1', 'host', 'h', 'x-a', '2']));
  assert.ok(header('2', ['X-A', '1', 'X-A', '2']));
  assert.ok(header('', ['X-A', '1', 'X-A', '']));
  assert.ok(header('1,2', ['X-A', '1,2']));
  assert.not(header('1', ['X-A', '1,2']), 'one value is not taken apart');
  assert.not(header('1,2', ['X-A', '1', 'X-A', '2']), 'nor are two put together');
  assert.not(header('3', ['X-A', '1', 'X-A', '2']));
});

test('other tests of a header', () => {
  const begins: ValueMatch = { kind: 'prefix', value: '1,2' };
  assert.ok(header(begins, ['X-A', '1,23']));
  assert.ok(header(begins, ['X-A', '0', 'X-A', '1,23']));
  assert.not(header(begins, ['X-A', '1', 'X-A', '3']));
  assert.not(header(begins, ['X-A', '1']));
  const pattern: ValueMatch = { kind: 'regex', value: '[0-9](,[0-9])*' };
  assert.ok(header(pattern, ['X-A', '1']));
  assert.ok(header(pattern, ['X-A', 'x', 'X-A', '2,3']));
  assert.not(header(pattern, ['X-A', 'y', 'X-A', 'x']));
  assert.not(header({ kind: 'regex', value: '(' }, ['X-A', '(']), 'a pattern that does not compile');
  assert.ok(header({ kind: 'present' }, ['X-A', '']));
  assert.not(header({ kind: 'present' }, ['X-B', '']));
  assert.ok(header({ kind: 'absent' }, ['X-B', '']));
  assert.not(header({ kind: 'absent' }, ['X-A', '']));
});

test('a query parameter: the first of its name counts', () => {
  assert.ok(query('1', '?q=1'));
  assert.ok(query('1', '?a=2&q=1&q=2'));
  assert.not(query('2', '?q=1&q=2'));
  assert.not(query('1', '?qq=1&Q=1'));
  assert.not(query('1', ''));
  assert.not(query('1', '?'));
  assert.not(query('1', '#?q=1'), 'a fragment holds no query');
  assert.ok(query('1', '?q=1#q=2'));
  assert.ok(query('', '?q'));
  assert.ok(query('', '?q='));
  assert.ok(query('1=2', '?q=1=2'));
  assert.ok(query('1', '?&&q=1&'));
  assert.ok(query('?', '?q=?'));
});

test('a query parameter is compared as it stands, undecoded', () => {
  assert.ok(query('a+b', '?q=a+b'));
  assert.ok(query('%41', '?q=%41'));
  assert.ok(query('é', '?q=é'));
  assert.ok(query('%', '?q=%'));
  assert.ok(query('1', '?a%20b=1', 'a%20b'));
  assert.not(query('a b', '?q=a%20b'));
  assert.not(query('a b', '?q=a+b'));
  assert.not(query('A', '?q=%41'));
  assert.not(query('1', '?a%20b=1', 'a b'));
});

test('other tests of a query parameter', () => {
  const begins: ValueMatch = { kind: 'prefix', value: 'é1' };
  assert.ok(query(begins, '?q=é1&x'));
  assert.not(query(begins, '?q=é'));
  const pattern: ValueMatch = { kind: 'regex', value: '[a-z ]+' };
  assert.ok(query(pattern, '?q=ab&r=1'));
  assert.not(query(pattern, '?q=%61'));
  assert.not(query(pattern, '?q=a1'));
  assert.ok(query({ kind: 'present' }, '?q'));
  assert.not(query({ kind: 'present' }, '?r'));
  assert.ok(query({ kind: 'absent' }, '?r'));
  assert.ok(query({ kind: 'absent' }, ''));
  assert.ok(query({ kind: 'absent' }, '?%71'));
});

test('method, scheme, port, authority', () => {
  assert.is(askFor({ method: 'POST' })({ method: 'POST' }), 'http:r');
  assert.is(askFor({ method: 'POST' })({ method: 'post' }), 'http:');
  assert.is(askFor({ scheme: 'http' })({}), 'http:r', 'the scheme of the listener');
  assert.is(askFor({ scheme: 'https' })({}), 'http:');
  assert.is(askFor({ scheme: 'https' })({ scheme: 'https' }), 'http:r', 'what the request says comes first');
  assert.is(askFor({ port: 80 })({}), 'http:r');
  assert.is(askFor({ port: 81 })({}), 'http:');
  assert.is(askFor({ authority: value('a:80') })({ authority: 'a:80' }), 'http:r');
  assert.is(askFor({ authority: value('a') })({ authority: 'a:80' }), 'http:');
  assert.is(askFor({ authority: { kind: 'absent' } })({ authority: '' }), 'http:r');
  assert.is(askFor({ authority: { kind: 'present' } })({ authority: '' }), 'http:');
});

test('an HTTPS listener speaks https', () => {
  const host = virtualHost('*', rule('r', prefix('/'), { scheme: 'https' }));
  const ask = asking(configuration(listener('s', undefined, [host], { protocol: 'HTTPS' })));
  assert.is(ask({}), 's:r');
});

test('who sends is not known: a rule that asks holds for nobody', () => {
  assert.is(askFor({ source: { namespace: 'n' } })({}), 'http:');
});

test('all conditions must hold, and the next rule is tried where one does not', () => {
  const both = { headers: [named('a', '1'), named('b', '2')], queryParams: [named('q', '1'), named('r', '2')] };
  const ask = asking(
    anyHost(
      rule('both', prefix('/'), both),
      rule('one', prefix('/'), { headers: [named('a', '1')] }),
      rule('none', prefix('/')),
    ),
  );
  assert.is(ask({ rawHeaders: ['A', '1', 'B', '2'], path: '/?r=2&q=1' }), 'http:both');
  assert.is(ask({ rawHeaders: ['A', '1', 'B', '2'], path: '/?r=3&q=1' }), 'http:one');
  assert.is(ask({ rawHeaders: ['B', '2'], path: '/?r=2&q=1' }), 'http:none');
});

test('a shorter prefix is tried where the conditions of the longer one fail', () => {
  const ask = asking(
    anyHost(rule('long', prefix('/a/b'), { headers: [named('a', '1')] }), rule('short', prefix('/a'))),
  );
  assert.is(ask({ path: '/a/b', rawHeaders: ['a', '1'] }), 'http:long');
  assert.is(ask({ path: '/a/b' }), 'http:short');
});

test.run();
