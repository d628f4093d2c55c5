import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { coreFromYaml } from '../support/core-from-yaml.ts';
import { CaseBackends } from './case-backends.ts';
import { type RequestExpectation, readCases } from './case-files.ts';
import { CasePlane } from './case-plane.ts';
import { checkWire } from './wire-expectation.ts';

const test = suite('cases: through the proxy');
const backends = new CaseBackends();
test.after(() => backends.close());

/** Copies travel beside the answer: those that must come are waited for, those that must not get a moment to come. */
async function settle(caseId: string, { wire }: RequestExpectation): Promise<void> {
  if (!wire?.mirrored) return;
  const wanted = wire.mirrored.length + 1;
  for (let turn = 0; turn < 200 && backends.of(caseId).length < wanted; turn += 1) await pause(10);
  await pause(30);
}

const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

for (const found of readCases().filter(({ requests }) => requests.length > 0)) {
  test(found.name, async () => {
    const { engine } = coreFromYaml(found.input);
    const plane = await CasePlane.open(engine.configuration, backends);
    try {
      for (const [index, expectation] of found.requests.entries()) {
        const caseId = `${found.name}-${index}`;
        const answer = await plane.send(expectation.request, caseId, expectation.wire?.roll ?? 0);
        if (!answer) {
          assert.is(expectation.decision.action, 'none', `${caseId}: no listener is bound`);
          continue;
        }
        await settle(caseId, expectation);
        checkWire(expectation, answer, backends.of(caseId));
      }
    } finally {
      await plane.close();
    }
  });
}

test.run();
