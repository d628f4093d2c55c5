import { compileRegex } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('regex: RE2 patterns');

function matches(pattern: string, text: string): boolean {
  const compiled = compileRegex(pattern);
  if (compiled.kind === 'invalid') throw new Error(compiled.message);
  return compiled.regex.test(text);
}

const cases: readonly [pattern: string, text: string, expected: boolean, because: string][] = [
  ['/api/v[0-9]+', '/api/v12', true, 'the whole text'],
  ['/api', '/api/x', false, 'anchored at the end'],
  ['api', '/api', false, 'anchored at the start'],
  ['a|b', 'b', true, 'anchors hold for each alternative'],
  ['^/a$', '/a', true, 'anchors may be written'],
  ['a\\$', 'a$', true, 'an escaped dollar is a character'],
  ['a\\\\$', 'a\\', true, 'a dollar after an escaped backslash is an anchor'],
  ['(?i)/API', '/api', true, 'flags'],
  ['.', '\n', false, 'a dot leaves out the line feed'],
  ['.', '\u2028', true, 'a dot takes what JavaScript counts as a line end'],
  ['.', '😀', true, 'a dot takes a whole code point'],
  ['[^a]', '😀', true, 'so does a negated class'],
  ['\\w', 'é', false, 'classes of letters are ASCII'],
  ['\\s', '\v', false, 'the vertical tab is no space'],
  ['a{2,3}', 'aaaa', false, 'counted'],
  ['a{,2}', 'a{,2}', true, 'braces without a lower bound are characters'],
  ['[]a]+', ']a', true, 'a bracket that comes first'],
  ['[a-]+', '-a', true, 'a hyphen that comes last'],
  ['\\pL+', 'éß', true, 'Unicode classes'],
  ['[[:digit:]]+', '42', true, 'POSIX classes'],
  ['', '', true, 'the empty pattern'],
  ['(a*)*', 'aaa', true, 'a loop in a loop'],
];

for (const [pattern, text, expected, because] of cases) {
  test(`${because}: ${pattern} ${expected ? 'takes' : 'refuses'} ${JSON.stringify(text)}`, () => {
    assert.is(matches(pattern, text), expected);
  });
}

test('a part of a text', () => {
  const compiled = compileRegex('/[a-z]+');
  assert.is(compiled.kind, 'ok');
  if (compiled.kind !== 'ok') return;
  assert.is(compiled.regex.testRange('/abc?x=1', 0, 4), true);
  assert.is(compiled.regex.testRange('/abc?x=1', 0, 5), false);
  assert.is(compiled.regex.testRange('/abc', 2, 2), false);
});

test('half of a surrogate pair at the end of a part stands alone', () => {
  const compiled = compileRegex('.');
  assert.is(compiled.kind === 'ok' && compiled.regex.testRange('😀', 0, 1), true);
});

for (const pattern of ['(', '(?=a)', '(?<=a)b', '(a)\\1', 'a**', '[z-a]', 'a{1001}', 'a{2000}', '\\C']) {
  test(`${pattern} is refused with a reason`, () => {
    const compiled = compileRegex(pattern);
    assert.is(compiled.kind, 'invalid');
    assert.ok(compiled.kind === 'invalid' && compiled.message.length > 10);
  });
}

test('a pattern that needs too much memory is refused', () => {
  const long = compileRegex('a?'.repeat(2000));
  assert.match(long.kind === 'invalid' ? long.message : '', /steps/);
  const longer = compileRegex('a'.repeat(5000));
  assert.match(longer.kind === 'invalid' ? longer.message : '', /5000 characters/);
});

test('the same pattern is compiled once', () => {
  assert.is(compileRegex('/once/[a-z]'), compileRegex('/once/[a-z]'));
});

test.run();
