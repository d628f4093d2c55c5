import type * as z from 'zod';
import { qualifiedNameProblem, report } from './metadata-checks.ts';
import { labelPattern, subdomainPattern } from './names.ts';

interface PortShape {
  readonly name?: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

interface SpecShape {
  readonly type: string;
  readonly clusterIP?: string;
  readonly externalName?: string;
  readonly ports?: readonly PortShape[];
}

type Payload<T> = z.core.ParsePayload<T>;

/** IANA_SVC_NAME: what a port of a container may be called. */
const isPortName = (name: string): boolean =>
  name.length <= 15 && /^[a-z0-9](-?[a-z0-9])*$/.test(name) && /[a-z]/.test(name);

const isPortNumber = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65535;

export const targetPortMessage = 'must be a port number, or the name of a port of a container';

export function targetPortChecks(payload: Payload<number | string>): void {
  const { value } = payload;
  if (typeof value === 'number' ? !isPortNumber(value) : !isPortName(value)) report(payload, targetPortMessage);
}

function checkPortNames(payload: Payload<SpecShape>, ports: readonly PortShape[]): void {
  const seen = new Set<string>();
  for (const [index, { name }] of ports.entries()) {
    if (name === undefined || name === '') {
      if (ports.length > 1) report(payload, 'is required where a Service has several ports', ['ports', index, 'name']);
      continue;
    }
    if (name.length > 63 || !labelPattern.test(name)) {
      report(payload, 'must be a DNS label', ['ports', index, 'name']);
    }
    if (seen.has(name)) report(payload, 'another port of the Service has this name', ['ports', index, 'name']);
    seen.add(name);
  }
}

function checkPortNumbers(payload: Payload<SpecShape>, ports: readonly PortShape[]): void {
  const seen = new Set<string>();
  for (const [index, { port, protocol, appProtocol }] of ports.entries()) {
    const pair = `${protocol} ${port}`;
    if (seen.has(pair)) report(payload, 'another entry has this port and protocol', ['ports', index]);
    seen.add(pair);
    const problem = appProtocol === undefined ? undefined : qualifiedNameProblem(appProtocol);
    if (problem !== undefined) report(payload, problem, ['ports', index, 'appProtocol']);
  }
}

/** What the API server refuses in a Service, as far as routing reads it. */
export function serviceSpecChecks(payload: Payload<SpecShape>): void {
  const { type, clusterIP, externalName = '', ports = [] } = payload.value;
  checkPortNames(payload, ports);
  checkPortNumbers(payload, ports);
  if (ports.length === 0 && type !== 'ExternalName' && clusterIP !== 'None') {
    report(payload, 'is required unless clusterIP is None', ['ports']);
  }
  if (type !== 'ExternalName') return;
  if (externalName === '') report(payload, 'is required for type ExternalName', ['externalName']);
  else if (externalName.length > 253 || !subdomainPattern.test(externalName.replace(/\.$/, ''))) {
    report(payload, 'must be a DNS name in lower case', ['externalName']);
  }
}
