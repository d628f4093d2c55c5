import { describe, type OpenApiSchema } from '../../validation/open-api-schema.ts';
import { ownPolicyGroup, policyLabel } from '../../validation/read-policy.ts';
import { type OwnKind, ownKinds } from './own-kinds.ts';
import { policyStatusFields, targetFields } from './target-schema.ts';

/** A CustomResourceDefinition as the API server takes it. */
export interface PolicyDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: Readonly<Record<'kind' | 'listKind' | 'plural' | 'singular', string>> & {
      readonly categories: readonly string[];
    };
    readonly versions: readonly {
      readonly name: string;
      readonly served: true;
      readonly storage: true;
      readonly subresources: { readonly status: Readonly<Record<string, never>> };
      readonly schema: { readonly openAPIV3Schema: OpenApiSchema };
    }[];
  };
}

const strategy: OpenApiSchema = { type: 'string', enum: ['Atomic', 'Patch', 'Field'] };

/** What rules check is code here, not CEL: whoever breaks one is told by the policy's conditions. */
function withoutRules({ 'x-kubernetes-validations': _, ...schema }: OpenApiSchema): OpenApiSchema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, withoutRules(field)])),
    }),
    ...(items && { items: withoutRules(items) }),
  };
}

const described = (schema: OwnKind['schema']): OpenApiSchema => withoutRules(describe(schema, 'experimental'));

/** Values stand in the spec itself, or in one of the objects that say how they are merged. */
function specSchema(schema: OwnKind['schema']): OpenApiSchema {
  const values = described(schema);
  const chosen = { ...values, properties: { strategy, ...values.properties } };
  return {
    type: 'object',
    properties: {
      ...described(targetFields).properties,
      override: values,
      default: values,
      overrides: chosen,
      defaults: chosen,
      strategy,
      ...values.properties,
    },
  };
}

function resourceSchema(schema: OwnKind['schema']): OpenApiSchema {
  return {
    type: 'object',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: specSchema(schema),
      status: described(policyStatusFields),
    },
  };
}

function definition(kind: string, scope: 'Namespaced' | 'Cluster', schema: OwnKind['schema']): PolicyDefinition {
  const singular = kind.toLowerCase();
  const plural = singular.replace(/y$/, 'ies');
  const version = {
    name: 'v1alpha1',
    served: true,
    storage: true,
    subresources: { status: {} },
    schema: { openAPIV3Schema: resourceSchema(schema) },
  } as const;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${ownPolicyGroup}`, labels: { [policyLabel]: 'Inherited' } },
    spec: {
      group: ownPolicyGroup,
      scope,
      names: { kind, listKind: `${kind}List`, plural, singular, categories: ['gateway-api'] },
      versions: [version],
    },
  };
}

/**
 * The CustomResourceDefinitions of the project's own kinds of policies, two of each: namespaced, and its cluster-scoped
 * twin. Made from the schemas that policies are read by; `crds/` of this package holds them as YAML.
 */
export const policyDefinitions = (): readonly PolicyDefinition[] =>
  ownKinds.flatMap(({ kind: { kind, clusterKind }, schema }) => [
    definition(kind, 'Namespaced', schema),
    ...(clusterKind === undefined ? [] : [definition(clusterKind, 'Cluster', schema)]),
  ]);
