import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { sleep } from './within.ts';

/** Listens in a thread that then stands still, so that nobody ever accepts. */
const listen = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000), 20);
  });
`;

/** Gives a port whose queue is full: connections to it neither stand nor fail. */
export async function withDeafListener(run: (port: number) => Promise<void>): Promise<void> {
  const worker = new Worker(listen, { eval: true });
  const [port] = await once(worker, 'message');
  await sleep(60);
  const sockets: Socket[] = [];
  for (let index = 0; index < 4; index++) sockets.push(connect({ host: '127.0.0.1', port }).on('error', () => {}));
  await sleep(30);
  try {
    await run(Number(port));
  } finally {
    for (const socket of sockets) socket.destroy();
    await worker.terminate();
  }
}
