import { connect } from 'node:net';
import { timerDelay } from '../time/timer-delay.ts';
import type { UpstreamAddress } from '../upstream/upstream-client.ts';

/** True where a connection stands within the time (milliseconds). */
export function tcpProbe({ address, port }: UpstreamAddress, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    socket.unref();
    const timer = setTimeout(() => finish(false), timerDelay(timeout));
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
