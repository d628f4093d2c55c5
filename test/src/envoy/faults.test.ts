import type { EnvoySnapshot } from '@routeward/adapters-envoy';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fault, faults, moreFaults, withFault } from './faults.ts';
import { findEnvoy, skipped } from './support/envoy-binary.ts';
import { FollowingEnvoy, follows } from './support/following-envoy.ts';

const test = suite('envoy: what one tenant writes stops nobody else');
const binary = findEnvoy();

function checkFindings({ finding }: Fault, { findings }: EnvoySnapshot): void {
  if (finding === undefined) return;
  const said = findings.filter(({ message }) => message.includes(finding));
  assert.ok(said.length > 0, `nothing says ${finding}: ${JSON.stringify(findings)}`);
  assert.is(said[0]?.resource, 'HTTPRoute/ns/route');
  assert.match(said[0]?.path ?? '', /^spec\.rules\[0\]/);
}

if (binary === undefined) skipped('faults of one tenant');
else {
  const envoy = new FollowingEnvoy();
  let turn = 0;
  const echoPort = await envoy.echo.port('ns/echo:80');
  await envoy.start(binary, withFault(echoPort, undefined, turn));

  for (const fault of [...faults, ...moreFaults]) {
    test(fault.name, async () => {
      turn++;
      const snapshot = await envoy.write(withFault(echoPort, fault, turn));
      await follows(envoy, 'good.test', turn);
      await follows(envoy, 'bad.test', turn);
      assert.is((await envoy.ask('bad.test', '/bad')).status, fault.status);
      checkFindings(fault, snapshot);
      assert.is(await envoy.refused(), 0);
    });
  }

  test('what Envoy does not refuse is said literally', async () => {
    turn++;
    const literal = [...faults, ...moreFaults].find(({ name }) => name === 'a command in the value of a header');
    await envoy.write(withFault(echoPort, literal, turn));
    await follows(envoy, 'good.test', turn);
    const answer = await envoy.ask('bad.test', '/bad');
    assert.is(answer.fields.find(([name]) => name === 'x-a')?.[1], '%REQ(authorization)% %FOO%');
  });

  test.after(() => envoy.stop());
}

test.run();
