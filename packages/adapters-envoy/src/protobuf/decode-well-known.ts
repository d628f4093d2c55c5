import type protobuf from 'protobufjs/light.js';
import { decodeMessage, deepest, readScalar } from './decode.ts';
import { planOf, type ScalarType } from './field-plan.ts';
import { isJsonMap, type Json } from './json.ts';
import { typeOfUrl } from './schema.ts';

type Read = (reader: protobuf.Reader, type: protobuf.Type, end: number, depth: number) => Json;

/** Calls `read` with the number of each field until the end; fields it does not take are skipped. */
function eachField(reader: protobuf.Reader, end: number, read: (id: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!read(tag >>> 3)) reader.skipType(tag & 7);
  }
}

/** What a wrapper without content holds. */
function emptyValue(type: ScalarType): Json {
  if (type === 'bool') return false;
  return type === 'string' || type === 'bytes' ? '' : 0;
}

const wrapper: Read = (reader, type, end) => {
  const inner = planOf(type).byId.get(1)?.value;
  if (inner?.kind !== 'scalar') throw new TypeError(`not a wrapper: ${type.fullName}`);
  let value = emptyValue(inner.type);
  eachField(reader, end, (id) => {
    if (id === 1) value = readScalar(reader, inner.type);
    return id === 1;
  });
  return value;
};

function readSeconds(reader: protobuf.Reader, end: number): { seconds: number; nanos: number } {
  let seconds = 0;
  let nanos = 0;
  eachField(reader, end, (id) => {
    if (id === 1) seconds = Number(reader.int64());
    else if (id === 2) nanos = reader.int32();
    return id === 1 || id === 2;
  });
  return { seconds, nanos };
}

const fractionText = (nanos: number): string =>
  nanos === 0 ? '' : `.${String(Math.abs(nanos)).padStart(9, '0').replace(/0+$/, '')}`;

const duration: Read = (reader, _type, end) => {
  const { seconds, nanos } = readSeconds(reader, end);
  return `${seconds < 0 || nanos < 0 ? '-' : ''}${Math.abs(seconds)}${fractionText(nanos)}s`;
};

const timestamp: Read = (reader, _type, end) => {
  const { seconds, nanos } = readSeconds(reader, end);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}${fractionText(nanos)}Z`;
};

/** Reads a delimited message at the reader's place. */
const nested = (reader: protobuf.Reader, read: Read, type: protobuf.Type, depth: number): Json => {
  const end = reader.uint32() + reader.pos;
  if (end > reader.len || depth > deepest) throw new RangeError('a value is nested too deep or ends after its bytes');
  return read(reader, type, end, depth + 1);
};

/** google.protobuf.Value: 1 null, 2 number, 3 string, 4 boolean, 5 struct, 6 list. */
const anyValue: Read = (reader, type, end, depth) => {
  let value: Json = null;
  eachField(reader, end, (id) => {
    if (id === 1) reader.int32();
    else if (id === 2) value = reader.double();
    else if (id === 3) value = reader.string();
    else if (id === 4) value = reader.bool();
    else if (id === 5) value = nested(reader, struct, type, depth);
    else if (id === 6) value = nested(reader, listValue, type, depth);
    return id >= 1 && id <= 6;
  });
  return value;
};

const struct: Read = (reader, type, end, depth) => {
  const entries: [string, Json][] = [];
  const entry: Read = (_reader, _type, entryEnd, entryDepth) => {
    let key = '';
    let value: Json = null;
    eachField(reader, entryEnd, (id) => {
      if (id === 1) key = reader.string();
      else if (id === 2) value = nested(reader, anyValue, type, entryDepth);
      return id === 1 || id === 2;
    });
    entries.push([key, value]);
    return null;
  };
  eachField(reader, end, (id) => {
    if (id === 1) nested(reader, entry, type, depth);
    return id === 1;
  });
  return Object.fromEntries(entries);
};

const listValue: Read = (reader, type, end, depth) => {
  const values: Json[] = [];
  eachField(reader, end, (id) => {
    if (id === 1) values.push(nested(reader, anyValue, type, depth));
    return id === 1;
  });
  return values;
};

const fieldMask: Read = (reader, _type, end) => {
  const names: string[] = [];
  eachField(reader, end, (id) => {
    if (id === 1) names.push(reader.string());
    return id === 1;
  });
  return names.join(',');
};

/** A message of a type that the schema does not know stays base64 under `value`. */
const any: Read = (reader, _type, end, depth) => {
  let url = '';
  let bytes: Uint8Array = new Uint8Array();
  eachField(reader, end, (id) => {
    if (id === 1) url = reader.string();
    else if (id === 2) bytes = reader.bytes();
    return id === 1 || id === 2;
  });
  const type = typeOfUrl(url);
  if (!type) return { '@type': url, value: Buffer.from(bytes).toString('base64') };
  const content = decodeMessage(type, bytes, depth + 1);
  if (wellKnownReaders.has(planOf(type).name) || !isJsonMap(content)) return { '@type': url, value: content };
  return { '@type': url, ...content };
};

const wrappers = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'];

export const wellKnownReaders: ReadonlyMap<string, Read> = new Map([
  ...wrappers.map((name): [string, Read] => [`google.protobuf.${name}Value`, wrapper]),
  ['google.protobuf.Any', any],
  ['google.protobuf.Duration', duration],
  ['google.protobuf.Timestamp', timestamp],
  ['google.protobuf.Struct', struct],
  ['google.protobuf.Value', anyValue],
  ['google.protobuf.ListValue', listValue],
  ['google.protobuf.FieldMask', fieldMask],
]);
