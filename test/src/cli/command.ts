import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Io, run } from '@routeward/cli';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Streams in memory. */
export function captureIo(input = '', settings: Partial<Io> = {}) {
  const written = { out: '', err: '' };
  const stops = new Set<() => void>();
  const io: Io = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    readInput: async function* () {
      yield Buffer.from(input);
    },
    watched: false,
    colour: { out: false, err: false },
    onStop: (listener) => {
      stops.add(listener);
      return () => stops.delete(listener);
    },
    exit: (code) => {
      throw new Error(`exit ${code}`);
    },
    ...settings,
  };
  return { io, written, stop: () => [...stops].forEach((listener) => void listener()) };
}

/** Runs the command in this process. */
export async function routeward(argv: readonly string[], input = '', settings: Partial<Io> = {}): Promise<Ran> {
  const { io, written } = captureIo(input, settings);
  const status = await run(argv, io);
  return { status, ...written };
}

/** Gives files in a new folder to the body and takes them away behind it. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'routeward-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A GatewayClass and a Gateway `infra/web` with one HTTP listener on port 80. */
export const gatewayManifest = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: routeward}
spec: {controllerName: routeward.dev/gateway-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: infra}
spec:
  gatewayClassName: routeward
  listeners:
    - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
`;

export const serviceManifest = (name: string, namespace = 'app', port = 8080): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {ports: [{port: ${port}}]}
`;

/** An HTTPRoute in `app` on the Gateway above; `rules` as JSON-like YAML. */
export const routeManifest = (name: string, hostname: string, rules: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: app}
spec:
  parentRefs: [{name: web, namespace: infra}]
  hostnames: ["${hostname}"]
  rules: ${rules}
`;

export const documents = (...parts: readonly string[]): string => parts.join('\n---\n');
