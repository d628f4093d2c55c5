import type { OpenApiSchema } from '@routeward/core';

/** Messages of all rules in the spec that a schema describes, each once. */
export function ruleMessages(schema: OpenApiSchema): readonly string[] {
  const found = new Set<string>();
  const visit = (node: OpenApiSchema): void => {
    for (const { message } of node['x-kubernetes-validations'] ?? []) found.add(message);
    for (const field of Object.values(node.properties ?? {})) visit(field);
    if (node.items !== undefined) visit(node.items);
  };
  const spec = schema.properties?.['spec'];
  if (spec !== undefined) visit(spec);
  return [...found];
}
