import protobuf from 'protobufjs/light.js';

/** What a field holds, worked out once for each field of each type. */
export type ValueShape =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'enum'; readonly type: protobuf.Enum }
  | { readonly kind: 'message'; readonly type: protobuf.Type };

export type ScalarType =
  | 'double'
  | 'float'
  | 'int32'
  | 'uint32'
  | 'sint32'
  | 'fixed32'
  | 'sfixed32'
  | 'int64'
  | 'uint64'
  | 'sint64'
  | 'fixed64'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

export interface FieldPlan {
  readonly id: number;
  /** As in the .proto file; JSON is written with it. */
  readonly name: string;
  readonly rule: 'single' | 'repeated' | 'map';
  /** The type of a map's keys. */
  readonly key: ScalarType;
  readonly value: ValueShape;
}

export interface TypePlan {
  /** Full name without a leading dot. */
  readonly name: string;
  /** By both spellings that proto-JSON allows. */
  readonly byName: ReadonlyMap<string, FieldPlan>;
  readonly byId: ReadonlyMap<number, FieldPlan>;
}

const wireTypes: ReadonlyMap<ScalarType, 0 | 1 | 2 | 5> = new Map([
  ['double', 1],
  ['float', 5],
  ['int32', 0],
  ['uint32', 0],
  ['sint32', 0],
  ['fixed32', 5],
  ['sfixed32', 5],
  ['int64', 0],
  ['uint64', 0],
  ['sint64', 0],
  ['fixed64', 1],
  ['sfixed64', 1],
  ['bool', 0],
  ['string', 2],
  ['bytes', 2],
]);

/** 0 varint, 1 eight bytes, 2 length and content, 5 four bytes. */
export const scalarWireType = (type: ScalarType): number => wireTypes.get(type) ?? 2;

export const wireType = (shape: ValueShape): number =>
  shape.kind === 'scalar' ? scalarWireType(shape.type) : shape.kind === 'enum' ? 0 : 2;

const isScalarType = (name: string): name is ScalarType => wireTypes.has(name as ScalarType);

function scalarType(name: string): ScalarType {
  if (isScalarType(name)) return name;
  throw new TypeError(`no scalar type: ${name}`);
}

function shapeOf({ resolvedType, type }: protobuf.Field): ValueShape {
  if (resolvedType instanceof protobuf.Type) return { kind: 'message', type: resolvedType };
  if (resolvedType instanceof protobuf.Enum) return { kind: 'enum', type: resolvedType };
  return { kind: 'scalar', type: scalarType(type) };
}

function fieldPlan(field: protobuf.Field): FieldPlan {
  field.resolve();
  return {
    id: field.id,
    name: field.name,
    rule: field instanceof protobuf.MapField ? 'map' : field.repeated ? 'repeated' : 'single',
    key: field instanceof protobuf.MapField ? scalarType(field.keyType) : 'string',
    value: shapeOf(field),
  };
}

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `fullName` of protobufjs is put together at each call, so plans keep it. */
const plans = new WeakMap<protobuf.Type, TypePlan>();

function makePlan(type: protobuf.Type): TypePlan {
  const byName = new Map<string, FieldPlan>();
  const byId = new Map<number, FieldPlan>();
  for (const field of type.fieldsArray) {
    const plan = fieldPlan(field);
    byName.set(plan.name, plan).set(camelCase(plan.name), plan);
    byId.set(plan.id, plan);
  }
  return { name: type.fullName.slice(1), byName, byId };
}

export function planOf(type: protobuf.Type): TypePlan {
  const known = plans.get(type);
  if (known) return known;
  const plan = makePlan(type);
  plans.set(type, plan);
  return plan;
}
