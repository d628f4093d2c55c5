import { decide } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../support/core-from-yaml.ts';
import { readCases } from './case-files.ts';

import { checkStatus } from './status-expectation.ts';

const test = suite('cases: decisions and status');
const cases = readCases();

test('there are cases', () => {
  assert.ok(cases.length > 100);
});

for (const found of cases) {
  test(found.name, () => {
    const { engine, matcher } = coreFromYaml(found.input);
    for (const { request, decision } of found.requests) {
      const decided = decide(matcher, request);
      const place = `${request.method ?? 'GET'} ${request.authority}${request.path}`;
      if (decided.kind !== 'decided') {
        assert.unreachable(`${place}: ${decided.message}`);
        continue;
      }
      const seen = new Map(Object.entries(decided.decision));
      for (const [field, wanted] of Object.entries(decision)) {
        assert.equal(seen.get(field), wanted, `${place} ${field}: ${JSON.stringify(decided.decision)}`);
      }
    }
    for (const [key, wanted] of Object.entries(found.status)) checkStatus(key, wanted, engine.status());
  });
}

test.run();
