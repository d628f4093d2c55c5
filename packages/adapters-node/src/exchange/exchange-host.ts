import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Runtime } from '../generation/runtime.ts';
import type { AdmittedRequest } from '../request/admission.ts';
import type { Tunnel } from './tunnel.ts';

/** The listener that an exchange runs on. */
export interface ExchangeHost {
  readonly runtime: Runtime;
  /** `namespace/name`. */
  readonly gateway: string;
  /** The listener's port, which need not be the bound one. */
  readonly port: number;
  /** The listener is closing: answers end their connections. */
  readonly draining: boolean;
  readonly tunnels: Set<Tunnel>;
}

/** What an exchange is given. */
export interface ExchangeInput {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly admitted: AdmittedRequest;
  /** The client waits for 100 before it sends its body, and Node has not sent it. */
  readonly awaitsContinue: boolean;
  /** Bytes that came behind a request for websocket; undefined for any other request. */
  readonly upgradeHead: Buffer | undefined;
}
