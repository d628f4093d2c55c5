import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('testing: README');

test('its example runs as it stands', async () => {
  const readme = readFileSync(new URL('../../../packages/testing/README.md', import.meta.url), 'utf8');
  const [, example] = /```js\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.ok(example?.includes('fc.assert'), 'there is an example');
  // Beside this file, so that its imports are resolved as anybody's are.
  const file = new URL(`readme-example-${process.pid}.mjs`, import.meta.url);
  writeFileSync(file, example ?? '');
  try {
    await import(file.href);
  } finally {
    rmSync(file);
  }
});

test.run();
