import * as z from 'zod';
import { type CelRule, withRules } from './cel-rule.ts';
import { perChannel } from './channel.ts';
import { groupName, integer, kindName, namespaceName, objectName, portNumber, sectionName } from './names.ts';

/** A route's pointer to what it wants to attach to. */
export const parentReference = z.object({
  group: groupName.default('gateway.networking.k8s.io'),
  kind: kindName.default('Gateway'),
  namespace: z.exactOptional(namespaceName),
  name: objectName,
  sectionName: z.exactOptional(sectionName),
  port: z.exactOptional(portNumber),
});

export type ParentReference = z.infer<typeof parentReference>;

const backendObjectFields = {
  group: groupName.default(''),
  kind: kindName.default('Service'),
  name: objectName,
  namespace: z.exactOptional(namespaceName),
  port: z.exactOptional(portNumber),
};

interface BackendObjectShape {
  readonly group: string;
  readonly kind: string;
  readonly port?: number;
}

export const backendObjectRules: readonly CelRule<BackendObjectShape>[] = [
  {
    message: 'Must have port for Service reference',
    holds: (ref) => ref.group !== '' || ref.kind !== 'Service' || ref.port !== undefined,
  },
  {
    message: 'Must not have port for Backend reference',
    channel: 'experimental',
    holds: (ref) => ref.group !== 'gateway.networking.x-k8s.io' || ref.kind !== 'XBackend' || ref.port === undefined,
  },
];

export const backendObjectReference = perChannel((channel) =>
  withRules(z.object(backendObjectFields), backendObjectRules, channel),
);

export type BackendObjectReference = z.infer<typeof backendObjectReference.experimental>;

/** A destination with its weight; a route kind adds its filters. */
export const weightedBackendFields = {
  ...backendObjectFields,
  weight: integer({ min: 0, max: 1_000_000 }).default(1),
};

export const localObjectReference = z.object({ group: groupName, kind: kindName, name: objectName });

export type LocalObjectReference = z.infer<typeof localObjectReference>;

export const secretObjectReference = z.object({
  group: groupName.default(''),
  kind: kindName.default('Secret'),
  name: objectName,
  namespace: z.exactOptional(namespaceName),
});

export type SecretObjectReference = z.infer<typeof secretObjectReference>;

/** A reference that may cross namespaces and whose kind has no default. */
export const objectReference = z.object({
  group: groupName,
  kind: kindName,
  name: objectName,
  namespace: z.exactOptional(namespaceName),
});

export type ObjectReference = z.infer<typeof objectReference>;
