import { clientAddress } from '../headers/client-address.ts';
import { peerAddress } from '../headers/forwarding.ts';
import type { ExchangeHost, ExchangeInput } from './exchange-host.ts';

/** Who the client of an exchange is; undefined where that is unknown. */
export function clientOf({ runtime }: ExchangeHost, { request, admitted }: ExchangeInput): string | undefined {
  return clientAddress(admitted.rawHeaders, peerAddress(request.socket.remoteAddress), runtime.settings.trust);
}
