import type { Finding } from '@routeward/core';
import { type Manifests, parseManifests } from '@routeward/core/manifests';

export const read = (text: string, file = 'f.yaml'): Manifests => parseManifests(text, { file });

export const keysOf = ({ resources }: Manifests): readonly string[] => resources.map(({ key }) => key);

/** `line:column severity rule resource path: message`, the file left out. */
export const sayWhere = ({ position, severity, rule, resource, path, message }: Finding): string =>
  `${position?.line}:${position?.column} ${severity} ${rule} ${resource} ${path}: ${message}`;

export const said = (text: string, file?: string): readonly string[] => read(text, file).findings.map(sayWhere);

export const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

/** A ConfigMap whose data is written as YAML. */
export const configMap = (data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:${data}\n`;

/** The data of the only ConfigMap in a text. */
export function dataOf(text: string): Readonly<Record<string, string>> | undefined {
  const [first] = read(text).resources;
  return first?.resource.kind === 'ConfigMap' ? { ...first.resource.data } : undefined;
}
