import protobuf from 'protobufjs/light.js';
import { wellKnownReaders } from './decode-well-known.ts';
import { type FieldPlan, planOf, type ScalarType, type ValueShape } from './field-plan.ts';
import type { Json } from './json.ts';

/** Fields of a message on their way into JSON; names come from the schema, never from the message. */
type Fields = Map<string, Json>;

/** How deep messages may lie in one another: what a client sends must not exhaust the stack. */
export const deepest = 100;

/** The proto-JSON of a message; fields that the schema does not know are left out. Throws where the bytes are none. */
export const decodeMessage = (type: protobuf.Type, bytes: Uint8Array, depth = 0): Json =>
  readMessage(protobuf.Reader.create(bytes), type, bytes.length, depth);

/** Reads a message that ends at a place. */
export function readMessage(reader: protobuf.Reader, type: protobuf.Type, end: number, depth: number): Json {
  if (depth > deepest) throw new RangeError('messages are nested too deep');
  const { name, byId } = planOf(type);
  const special = wellKnownReaders.get(name);
  if (special) return special(reader, type, end, depth);
  const fields: Fields = new Map();
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = byId.get(tag >>> 3);
    if (field) readField(reader, field, tag & 7, fields, depth);
    else reader.skipType(tag & 7);
  }
  return Object.fromEntries(fields);
}

function readField(reader: protobuf.Reader, field: FieldPlan, wire: number, fields: Fields, depth: number): void {
  if (field.rule === 'single') {
    fields.set(field.name, readValue(reader, field.value, depth));
    return;
  }
  if (field.rule === 'map') {
    const [key, value] = readEntry(reader, field, depth);
    // Map entries are data: a key such as __proto__ must not reach a prototype.
    const entries = Object.entries(fields.get(field.name) ?? {}).filter(([known]) => known !== key);
    fields.set(field.name, Object.fromEntries([...entries, [key, value]]));
    return;
  }
  const known = fields.get(field.name);
  const values: Json[] = Array.isArray(known) ? known : [];
  if (known === undefined) fields.set(field.name, values);
  if (wire === 2 && !isDelimited(field.value)) {
    const end = reader.uint32() + reader.pos;
    while (reader.pos < end) values.push(readValue(reader, field.value, depth));
  } else values.push(readValue(reader, field.value, depth));
}

const isDelimited = (shape: ValueShape): boolean =>
  shape.kind === 'message' || (shape.kind === 'scalar' && (shape.type === 'string' || shape.type === 'bytes'));

function readEntry(reader: protobuf.Reader, field: FieldPlan, depth: number): readonly [string, Json] {
  const end = reader.uint32() + reader.pos;
  let key = '';
  let value: Json = null;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) key = String(readScalar(reader, field.key));
    else if (tag >>> 3 === 2) value = readValue(reader, field.value, depth);
    else reader.skipType(tag & 7);
  }
  return [key, value];
}

function readValue(reader: protobuf.Reader, shape: ValueShape, depth: number): Json {
  if (shape.kind === 'scalar') return readScalar(reader, shape.type);
  if (shape.kind === 'enum') {
    const number = reader.int32();
    return shape.type.valuesById[number] ?? number;
  }
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('a message ends after its bytes');
  return readMessage(reader, shape.type, end, depth + 1);
}

/** 64 bits as text and bytes as base64, as proto-JSON has them. */
export function readScalar(reader: protobuf.Reader, type: ScalarType): Json {
  switch (type) {
    case 'int64':
    case 'uint64':
    case 'sint64':
    case 'fixed64':
    case 'sfixed64':
      return String(reader[type]());
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'double':
    case 'float': {
      const number = reader[type]();
      return Number.isFinite(number) ? number : String(number);
    }
    default:
      return reader[type]();
  }
}
