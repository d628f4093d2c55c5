import { compileConfiguration, decide, joinRepeatedFields } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { simple } from '../../proxy/support/configuration.ts';

const test = suite('decision: repeated fields');

test('some names are one line: joined in the order of arrival, in the place of the first', () => {
  const raw = ['ACCEPT', 'a', 'x-v', '1', 'Accept', 'b', 'x-v', '2', 'user-agent', 'c', 'accept', 'd'];
  assert.equal(joinRepeatedFields(raw), ['ACCEPT', 'a,b,d', 'x-v', '1', 'x-v', '2', 'user-agent', 'c']);
});

test('an empty line adds nothing', () => {
  assert.equal(joinRepeatedFields(['origin', '', 'origin', 'b', 'Origin', '']), ['origin', 'b']);
});

test('where nothing is repeated the list itself comes back', () => {
  const raw = ['accept', 'a', 'cookie', 'a', 'Cookie', 'b', 'x-accept', 'a', 'content-type', 't'];
  assert.is(joinRepeatedFields(raw), raw);
});

test('rules see the joined line, and of other names each line', () => {
  const exact = (name: string, value: string) => ({ headers: [{ name, value: { kind: 'exact', value } as const }] });
  const rules = [{ match: exact('accept', 'a,b') }, { match: exact('x-v', 'b') }];
  const matcher = compileConfiguration(simple(1, rules));
  const ruleOf = (headers: readonly (readonly [string, string])[]): number | undefined => {
    const decided = decide(matcher, { authority: 'example.com', path: '/', headers });
    return decided.kind === 'decided' ? decided.decision.rule : undefined;
  };
  assert.is(
    ruleOf([
      ['Accept', 'a'],
      ['accept', 'b'],
    ]),
    0,
  );
  assert.is(ruleOf([['accept', 'a,b']]), 0);
  assert.is(
    ruleOf([
      ['X-V', 'a'],
      ['x-v', 'b'],
    ]),
    1,
  );
  assert.is(ruleOf([['x-v', 'a,b']]), undefined);
});

test.run();
