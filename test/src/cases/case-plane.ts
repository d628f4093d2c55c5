import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createDataPlane, type DataPlane, type UpstreamAddress } from '@routeward/adapters-node';
import type { DecisionRequest, EffectiveConfiguration } from '@routeward/core';
import type { CaseBackends } from './case-backends.ts';

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers slower than this are a failure of the case, not of the machine: the longest delay in a case is 2 s. */
const patience = 10_000;

/** A case's configuration served over real sockets. */
export class CasePlane {
  readonly #plane: DataPlane;
  readonly #roll: { value: number };

  private constructor(plane: DataPlane, roll: { value: number }) {
    this.#plane = plane;
    this.#roll = roll;
  }

  static async open(configuration: EffectiveConfiguration, backends: CaseBackends): Promise<CasePlane> {
    const addresses = new Map<string, UpstreamAddress[]>();
    for (const { ref, endpoints } of configuration.backends) {
      if (endpoints.length === 0) continue;
      const service = `${ref.namespace}/${ref.name}`;
      addresses.set(`${service}:${ref.port}`, [{ address: '127.0.0.1', port: await backends.port(service) }]);
    }
    const listeners = configuration.gateways.flatMap(({ listeners: list }) => list);
    const portMap = new Map(listeners.map(({ port }) => [String(port), 0]));
    const roll = { value: 0.5 };
    const plane = createDataPlane({ configuration, portMap, backends: addresses, random: () => roll.value });
    await plane.listen();
    return new CasePlane(plane, roll);
  }

  /** Undefined where no listener is bound for the request. */
  async send(request: DecisionRequest, caseId: string, roll: number): Promise<WireAnswer | undefined> {
    const { gateway, port = 80 } = request;
    const target = this.#plane.listeners.find(
      (listener) => listener.port === port && (gateway === undefined || listener.gateway === gateway),
    );
    if (!target) return undefined;
    this.#roll.value = roll;
    const headers = ['host', request.authority, 'x-case-id', caseId, ...(request.headers?.flat() ?? [])];
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          host: '127.0.0.1',
          port: target.bound,
          method: request.method ?? 'GET',
          path: request.path,
          headers,
          agent: false,
        },
        (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => {
            body += text;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
        },
      );
      sent.on('error', reject).setTimeout(patience, () => sent.destroy(new Error('no answer in time')));
      sent.end();
    });
  }

  close(): Promise<void> {
    return this.#plane.close({ graceMs: 0 });
  }
}
