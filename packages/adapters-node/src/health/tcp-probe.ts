import { connect } from 'node:net';
import type { UpstreamAddress } from '../upstream/upstream-client.ts';

/** True where a connection stands within the time (milliseconds). */
export function tcpProbe({ address, port }: UpstreamAddress, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.unref();
    const timer = setTimeout(() => finish(false), timeout);
    timer.unref();
    const finish = (well: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(well);
    };
    socket.once('connect', () => finish(true));
    socket.on('error', () => finish(false));
  });
}
