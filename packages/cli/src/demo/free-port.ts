import { createServer } from 'node:net';

/** How many ports are tried before giving up. */
const tries = 200;

function isFree(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, address, () => probe.close(() => resolve(true)));
  });
}

/** The port, or the next one that is free; undefined where none of the next 200 is. */
export async function freePort(wanted: number, address: string): Promise<number | undefined> {
  for (let port = wanted; port < wanted + tries && port <= 65_535; port += 1) {
    if (await isFree(port, address)) return port;
  }
  return undefined;
}
