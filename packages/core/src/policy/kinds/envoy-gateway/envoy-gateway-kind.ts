import type * as z from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../text/json.ts';
import { definePolicyKind } from '../../define-policy-kind.ts';
import type { PolicyKind, PolicyReading, TargetKind } from '../../policy-kind.ts';

interface EnvoyGatewayDefinition {
  readonly kind: string;
  readonly schema: z.ZodType;
  readonly targets: readonly TargetKind[];
  readonly protects?: boolean;
  readonly ownValues?: NonNullable<PolicyKind['ownValues']>;
  /** Lists whose items a strategic merge tells apart, by their shape. */
  readonly listKeys?: Readonly<Record<string, string>>;
}

function mergeLists(below: readonly JsonValue[], above: readonly JsonValue[], key: string): JsonValue {
  const items = new Map(below.map((item) => [isJsonObject(item) ? item[key] : item, item]));
  for (const item of above) items.set(isJsonObject(item) ? item[key] : item, item);
  return [...items.values()];
}

/** `above` over `below`: objects key by key, lists as a whole unless they have a key. */
function overlay(
  below: JsonObject,
  above: JsonObject,
  keys: EnvoyGatewayDefinition['listKeys'],
  path = '',
): JsonObject {
  const result: Record<string, JsonValue> = Object.assign(Object.create(null), below);
  for (const [name, value] of Object.entries(above)) {
    const place = path === '' ? name : `${path}.${name}`;
    const known = result[name];
    const key = keys && Object.hasOwn(keys, place) ? keys[place] : undefined;
    if (value === null) delete result[name];
    else if (isJsonObject(known) && isJsonObject(value)) result[name] = overlay(known, value, keys, place);
    else if (key !== undefined && Array.isArray(known) && Array.isArray(value))
      result[name] = mergeLists(known, value, key);
    else result[name] = value;
  }
  return result;
}

/**
 * The more specific policy takes the place of the other as a whole, unless it asks to be merged over it. What comes out
 * asks for what the upper one asks: so it does not matter which two of three are merged first.
 */
const mergeBy =
  (keys: EnvoyGatewayDefinition['listKeys']) =>
  (upper: JsonObject, lower: JsonObject): JsonObject => {
    const { mergeType, ...values } = lower;
    if (mergeType === undefined || mergeType === null) return lower;
    const { mergeType: asked, ...base } = upper;
    const merged = overlay(base, values, mergeType === 'StrategicMerge' ? keys : undefined);
    return asked === undefined ? merged : { ...merged, mergeType: asked };
  };

const notCarriedOut = 'is not carried out here';

/**
 * A kind of Envoy Gateway's, with its own way of merging in all modes. Of several for one target the oldest counts. Fields
 * that the configuration has no place for are told; where the kind protects, they close its scope.
 */
export function envoyGatewayKind({ listKeys, ...definition }: EnvoyGatewayDefinition): PolicyKind {
  const kind = definePolicyKind({
    ...definition,
    group: 'gateway.envoyproxy.io',
    attachment: 'inherited',
    strategies: [{ mode: 'none' }],
    // A rule's own retry is not mixed with a policy's.
    mapFields: ['retry'],
  });
  const told = ({ path, message }: { readonly path: string; readonly message: string }) => ({
    path,
    message: message.startsWith('is not a known field') ? notCarriedOut : message,
  });
  return Object.freeze({
    ...kind,
    merge: mergeBy(listKeys),
    read: (spec: JsonObject): PolicyReading => {
      const reading = kind.read(spec);
      if (reading.kind === 'invalid') return { kind: 'invalid', problems: reading.problems.map(told) };
      const parts = reading.parts.map((part) => ({ ...part, granularity: 'custom' as const }));
      return { kind: 'read', parts, warnings: reading.warnings.map(told) };
    },
  });
}
