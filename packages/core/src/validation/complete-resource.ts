import type { Namespace } from '../resources/namespace.ts';
import type { Resource } from '../resources/resource.ts';
import type { Secret } from '../resources/secret.ts';
import { encodeBase64 } from './base64.ts';

/** Every Namespace carries its name as a label, which selectors rely on. */
function completeNamespace(namespace: Namespace): Namespace {
  const { metadata } = namespace;
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
  return { ...namespace, metadata: { ...metadata, labels } };
}

/** `stringData` is written over `data` and not kept. */
function completeSecret({ stringData, ...secret }: Secret): Secret {
  if (stringData === undefined) return secret;
  const data: Record<string, string> = Object.assign(Object.create(null), secret.data);
  for (const [key, text] of Object.entries(stringData)) data[key] = encodeBase64(text);
  return { ...secret, data };
}

/** What the API server adds to an object that it accepts, beside the defaults of its schema. */
export function completeResource(resource: Resource): Resource {
  switch (resource.kind) {
    case 'Namespace':
      return completeNamespace(resource);
    case 'Secret':
      return completeSecret(resource);
    default:
      return resource;
  }
}
