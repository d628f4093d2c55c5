import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isAnswer = (value: unknown): value is { readonly id: number; readonly right: boolean } =>
  isObject(value) &&
  'id' in value &&
  typeof value.id === 'number' &&
  'right' in value &&
  typeof value.right === 'boolean';

interface Waiting {
  readonly resolve: (right: boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * What the thread runs. As text, since a file of its own would have another name in sources, builds and bundles; it
 * holds nothing but the call.
 */
const script = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { compareSync } = require(workerData);
  parentPort.on('message', ({ id, hash, password }) => {
    parentPort.postMessage({ id, right: compareSync(password, hash) });
  });
`;

/**
 * One thread for all slow hashes of the process: each is tens of milliseconds in which nothing else would happen.
 * Started by the first; it keeps no process alive.
 */
class PasswordThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #nextId = 0;

  get pending(): number {
    return this.#waiting.size;
  }

  /** Rejects where the thread dies: nobody is let in by that. */
  verify(hash: string, password: string): Promise<boolean> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#running().postMessage({ id, hash, password });
    });
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const bcrypt = createRequire(import.meta.url).resolve('bcryptjs');
    const worker = new Worker(script, { eval: true, workerData: bcrypt, execArgv: [] });
    worker.on('message', (answer: unknown) => this.#settle(answer));
    worker.on('error', () => this.#lose(worker));
    worker.on('exit', () => this.#lose(worker));
    // Behind the listeners: one for messages takes a reference of its own.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #settle(answer: unknown): void {
    if (!isAnswer(answer)) return;
    this.#waiting.get(answer.id)?.resolve(answer.right);
    this.#waiting.delete(answer.id);
  }

  #lose(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Error('the thread that checks passwords is gone'));
  }
}

export const passwordThread = new PasswordThread();
