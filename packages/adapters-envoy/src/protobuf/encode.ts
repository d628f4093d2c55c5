import protobuf from 'protobufjs/light.js';
import { encodeScalar } from './encode-scalar.ts';
import { wellKnown } from './encode-well-known.ts';
import { EncodingError } from './encoding-error.ts';
import { type FieldPlan, planOf, scalarWireType, type ValueShape, wireType } from './field-plan.ts';
import { isJsonMap, type Json } from './json.ts';

/**
 * Messages whose bytes are kept for as long as their JSON object lives: large resources consist of them, and a change
 * of one leaves the others as they are.
 */
const kept = new Set(['envoy.config.route.v3.VirtualHost', 'envoy.config.route.v3.Route']);

const keptBytes = new WeakMap<object, Uint8Array>();

/** The bytes of a message that proto-JSON describes. Throws an `EncodingError` that names the place. */
export function encodeMessage(type: protobuf.Type, value: Json, path = ''): Uint8Array {
  const writer = protobuf.Writer.create();
  writeMessage(writer, type, value, path);
  return writer.finish();
}

/** Writes a message without tag and length. */
export function writeMessage(writer: protobuf.Writer, type: protobuf.Type, value: Json, path: string): void {
  const { name: typeName, byName } = planOf(type);
  const special = wellKnown.get(typeName);
  if (special) {
    special(writer, type, value, path);
    return;
  }
  if (!isJsonMap(value)) throw new EncodingError(path, `not an object (${typeName})`);
  for (const [name, content] of Object.entries(value)) {
    if (content === null) continue;
    const place = path === '' ? name : `${path}.${name}`;
    const field = byName.get(name);
    if (!field) throw new EncodingError(place, `no field of ${typeName}`);
    writeField(writer, field, content, place);
  }
}

function writeField(writer: protobuf.Writer, field: FieldPlan, value: Json, path: string): void {
  if (field.rule === 'single') writeTagged(writer, field.id, field.value, value, path);
  else if (field.rule === 'map') writeMap(writer, field, value, path);
  else writeRepeated(writer, field, value, path);
}

function writeRepeated(writer: protobuf.Writer, field: FieldPlan, value: Json, path: string): void {
  if (!Array.isArray(value)) throw new EncodingError(path, 'not a list');
  const values: readonly Json[] = value;
  if (wireType(field.value) === 2) {
    values.forEach((item, index) => {
      writeTagged(writer, field.id, field.value, item, `${path}[${index}]`);
    });
    return;
  }
  // proto3 packs repeated numbers.
  writer.uint32((field.id << 3) | 2).fork();
  values.forEach((item, index) => {
    writeValue(writer, field.value, item, `${path}[${index}]`);
  });
  writer.ldelim();
}

function writeMap(writer: protobuf.Writer, field: FieldPlan, value: Json, path: string): void {
  if (!isJsonMap(value)) throw new EncodingError(path, 'not an object');
  for (const [key, content] of Object.entries(value)) {
    const place = `${path}[${JSON.stringify(key)}]`;
    writer.uint32((field.id << 3) | 2).fork();
    writer.uint32((1 << 3) | scalarWireType(field.key));
    encodeScalar(writer, field.key, field.key === 'bool' ? key === 'true' : key, place);
    writeTagged(writer, 2, field.value, content, place);
    writer.ldelim();
  }
}

function writeTagged(writer: protobuf.Writer, id: number, shape: ValueShape, value: Json, path: string): void {
  writer.uint32((id << 3) | wireType(shape));
  writeValue(writer, shape, value, path);
}

function writeValue(writer: protobuf.Writer, shape: ValueShape, value: Json, path: string): void {
  if (shape.kind === 'scalar') encodeScalar(writer, shape.type, value, path);
  else if (shape.kind === 'enum') writer.int32(enumNumber(shape.type, value, path));
  else if (kept.has(planOf(shape.type).name) && isJsonMap(value)) writer.bytes(keptMessage(shape.type, value, path));
  else {
    writer.fork();
    writeMessage(writer, shape.type, value, path);
    writer.ldelim();
  }
}

function keptMessage(type: protobuf.Type, value: Json & object, path: string): Uint8Array {
  const known = keptBytes.get(value);
  if (known) return known;
  const made = encodeMessage(type, value, path);
  keptBytes.set(value, made);
  return made;
}

function enumNumber(type: protobuf.Enum, value: Json, path: string): number {
  const number = typeof value === 'string' ? type.values[value] : value;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw new EncodingError(path, `no value of ${type.fullName.slice(1)}`);
}
