import * as assert from 'uvu/assert';
import type { Received } from './case-backends.ts';
import type { RequestExpectation } from './case-files.ts';
import type { WireAnswer } from './case-plane.ts';

function checkHeaders(
  place: string,
  wanted: Readonly<Record<string, string | null>> | undefined,
  seen: (name: string) => unknown,
): void {
  for (const [name, value] of Object.entries(wanted ?? {})) {
    assert.equal(seen(name) ?? null, value, `${place} header ${name}: ${String(seen(name))}`);
  }
}

/** The status that the decision and the wire expectation ask for. */
function wantedStatus({ decision, wire }: RequestExpectation): number {
  return wire?.status ?? decision.code ?? 200;
}

function checkUpstream(place: string, expectation: RequestExpectation, received: readonly Received[]): void {
  const { request, decision, wire } = expectation;
  const main = received.find(({ backend }) => backend === wire?.backend);
  assert.ok(main, `${place}: ${wire?.backend} saw nothing; seen: ${received.map(({ backend }) => backend).join(', ')}`);
  if (!main) return;
  assert.is(main.path, wire?.upstreamPath ?? decision.path ?? request.path, `${place}: path upstream`);
  assert.is(main.headers.get('host'), decision.authority ?? request.authority, `${place}: host upstream`);
  checkHeaders(`${place} upstream`, wire?.upstreamHeaders, (name) => main.headers.get(name));
}

/** Compares what came over the wire, at the client and at the backends, with what a case expects. */
export function checkWire(expectation: RequestExpectation, answer: WireAnswer, received: readonly Received[]): void {
  const { request, decision, wire } = expectation;
  const place = `${request.method ?? 'GET'} ${request.authority}${request.path}`;
  assert.is(answer.status, wantedStatus(expectation), `${place}: status ${answer.status} ${answer.body}`);
  if (decision.location !== undefined) assert.is(answer.headers.location, decision.location, `${place}: Location`);
  checkHeaders(place, wire?.headers, (name) => answer.headers[name]);
  if (wire?.backend !== undefined) {
    assert.is(answer.body, wire.backend, `${place}: answered by ${answer.body}`);
    checkUpstream(place, expectation, received);
  }
  if (wire?.tries !== undefined) assert.is(received.length, wire.tries, `${place}: tries`);
  if (!wire?.mirrored) return;
  const copies = received.filter(({ backend }) => backend !== wire.backend);
  assert.equal(copies.map(({ backend }) => backend).sort(), [...wire.mirrored].sort(), `${place}: mirrored to`);
  for (const copy of copies) checkHeaders(`${place} mirror`, wire.mirrorHeaders, (name) => copy.headers.get(name));
}
