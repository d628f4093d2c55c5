import type { Socket } from 'node:net';
import type { ExchangeDraft } from '../filters/exchange-draft.ts';
import type { UpstreamResponseHead } from '../upstream/upstream-client.ts';
import type { ExchangeHost, ExchangeInput } from './exchange-host.ts';
import { clientFields } from './response-writer.ts';
import { Tunnel } from './tunnel.ts';

/**
 * The backend has agreed with 101: only now do the client's bytes behind its request go on, and both sides become one
 * tunnel. Before that answer a tunnel would carry whatever the client sends past every rule.
 */
export function switchProtocols(
  host: ExchangeHost,
  input: ExchangeInput,
  draft: ExchangeDraft,
  head: UpstreamResponseHead,
  backend: { readonly socket: Socket; readonly rest: Buffer },
  onClosed: () => void,
): void {
  const { request, response } = input;
  const client = request.socket;
  response.detachSocket(client);
  const fields = clientFields(head, draft);
  let text = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
  for (let index = 0; index + 1 < fields.length; index += 2) text += `${fields[index]}: ${fields[index + 1]}\r\n`;
  client.write(`${text}\r\n`, 'latin1');
  if (backend.rest.length > 0) client.write(backend.rest);
  if (input.upgradeHead !== undefined && input.upgradeHead.length > 0) backend.socket.write(input.upgradeHead);
  client.setTimeout(0);
  const tunnel = new Tunnel(client, backend.socket, host.runtime.settings.limits.tunnelIdleTime, () => {
    host.tunnels.delete(tunnel);
    onClosed();
  });
  host.tunnels.add(tunnel);
}
