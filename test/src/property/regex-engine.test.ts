import { compileRegex } from '@routeward/core';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('property: regular expressions as RE2 reads them');

// Fragments, not whole expressions: what they add up to is often odd, and RE2 says whether it is valid.
const fragment = fc.constantFrom(
  ...['a', 'b', '/', '.', 'é', '😀', '-', ',', '\\.', '\\d', '\\w', '\\s', '\\S', '\\n', '\\$', '\\\\'],
  ...['[ab]', '[^a]', '[a-c]', '[]a]', '[a-]', '[^]]', '[é-ü]', '[^😀]', '[\\d-z]', '[--a]', '[[:alpha:]]'],
  ...['(', '(?:', '(?P<n>', '(?i)', ')', '|', '^', '$', '\\b'],
  ...['*', '+', '?', '??', '{2}', '{1,3}', '{0,}', '{,2}', '{', '}', '{1'],
);
const pattern = fc.array(fragment, { maxLength: 9 }).map((fragments) => fragments.join(''));

const char = fc.constantFrom(...'abc1éü/-. {}],_2A\n\\', '😀', '\ud83d', '$');
const texts = fc.array(
  fc.array(char, { maxLength: 8 }).map((chars) => chars.join('')),
  { minLength: 1, maxLength: 10 },
);

function reference(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch {
    return undefined;
  }
}

test('tables and engine agree, and refuse the same patterns', () => {
  fc.assert(
    fc.property(pattern, texts, (source, samples) => {
      const expected = reference(source);
      const compiled = compileRegex(source);
      assert.is(compiled.kind, expected ? 'ok' : 'invalid');
      if (!expected || compiled.kind !== 'ok') return;
      for (const sample of samples) {
        assert.is(compiled.regex.test(sample), expected.matches(sample), `${source} on ${JSON.stringify(sample)}`);
      }
    }),
    { numRuns: 5000 },
  );
});

test.run();
