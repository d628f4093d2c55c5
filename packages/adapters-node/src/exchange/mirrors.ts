import type { PlannedMirror } from '../filters/exchange-draft.ts';
import type { Generation } from '../generation/generation.ts';
import type { ExchangeHost, ExchangeInput } from './exchange-host.ts';
import { MirrorCall } from './mirror-call.ts';
import type { RequestBody } from './request-body.ts';

/** Sends the planned copies, each to one address of its backend. A mirror that can't be reached is only reported. */
export function startMirrors(
  mirrors: readonly PlannedMirror[],
  host: ExchangeHost,
  input: ExchangeInput,
  generation: Generation,
  body: RequestBody,
): MirrorCall[] {
  const calls: MirrorCall[] = [];
  for (const mirror of mirrors) {
    const { backend } = mirror.filter;
    const failed = (detail: string): void => {
      host.runtime.emit({ kind: 'mirror-failure', gateway: host.gateway, port: host.port, backend, detail });
    };
    const target = generation.target(backend);
    const address = target?.supported === true ? target.pick(undefined) : undefined;
    if (address === undefined) {
      failed('no endpoint');
      continue;
    }
    const call = new MirrorCall(host.runtime.settings.limits, failed);
    const { path, authority, headers } = mirror;
    const { bodyLength } = input.admitted;
    const method = input.request.method ?? 'GET';
    call.start(host.runtime.client, address, { method, path, authority, headers, bodyLength, upgrade: undefined });
    body.addCopy(call);
    calls.push(call);
  }
  return calls;
}
