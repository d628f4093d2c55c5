import type protobuf from 'protobufjs/light.js';
import { writeMessage } from './encode.ts';
import { encodeScalar } from './encode-scalar.ts';
import { EncodingError } from './encoding-error.ts';
import { planOf, scalarWireType } from './field-plan.ts';
import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { typeOfUrl } from './schema.ts';

type Write = (writer: protobuf.Writer, type: protobuf.Type, value: Json, path: string) => void;

/** A wrapper is written in JSON as the value it holds. */
const wrapper: Write = (writer, type, value, path) => {
  const inner = planOf(type).byId.get(1)?.value;
  if (inner?.kind !== 'scalar') throw new EncodingError(path, `not a wrapper: ${type.fullName}`);
  writer.uint32((1 << 3) | scalarWireType(inner.type));
  encodeScalar(writer, inner.type, value, path);
};

/** `1.5s`: seconds and nanoseconds have the same sign. */
const duration: Write = (writer, _type, value, path) => {
  const [, sign, whole = '', fraction = ''] =
    typeof value === 'string' ? (/^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value) ?? []) : [];
  if (whole === '') throw new EncodingError(path, 'not a duration such as 1.5s');
  const factor = sign === '-' ? -1 : 1;
  writer.uint32(1 << 3).int64(factor * Number(whole));
  writer.uint32(2 << 3).int32(factor * Number(fraction.padEnd(9, '0')));
};

const timestamp: Write = (writer, _type, value, path) => {
  const [, second = '', fraction = '', zone = ''] =
    typeof value === 'string' ? (/^(.*?T[\d:]+)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(value) ?? []) : [];
  const milliseconds = Date.parse(`${second}${zone}`);
  if (Number.isNaN(milliseconds)) throw new EncodingError(path, 'not a time as in RFC 3339');
  writer.uint32(1 << 3).int64(milliseconds / 1000);
  writer.uint32(2 << 3).int32(Number(fraction.padEnd(9, '0')));
};

/** google.protobuf.Value: 1 null, 2 number, 3 string, 4 boolean, 5 struct, 6 list. */
const anyValue: Write = (writer, type, value, path) => {
  if (value === null) writer.uint32(1 << 3).int32(0);
  else if (typeof value === 'number') writer.uint32((2 << 3) | 1).double(value);
  else if (typeof value === 'string') writer.uint32((3 << 3) | 2).string(value);
  else if (typeof value === 'boolean') writer.uint32(4 << 3).bool(value);
  else if (isJsonMap(value)) {
    writer.uint32((5 << 3) | 2).fork();
    struct(writer, type, value, path);
    writer.ldelim();
  } else {
    writer.uint32((6 << 3) | 2).fork();
    listValue(writer, type, value, path);
    writer.ldelim();
  }
};

const struct: Write = (writer, type, value, path) => {
  if (!isJsonMap(value)) throw new EncodingError(path, 'not an object');
  for (const [key, content] of Object.entries(value)) {
    writer.uint32((1 << 3) | 2).fork();
    writer.uint32((1 << 3) | 2).string(key);
    writer.uint32((2 << 3) | 2).fork();
    anyValue(writer, type, content, `${path}.${key}`);
    writer.ldelim().ldelim();
  }
};

const listValue: Write = (writer, type, value, path) => {
  if (!Array.isArray(value)) throw new EncodingError(path, 'not a list');
  const values: readonly Json[] = value;
  values.forEach((item, index) => {
    writer.uint32((1 << 3) | 2).fork();
    anyValue(writer, type, item, `${path}[${index}]`);
    writer.ldelim();
  });
};

const fieldMask: Write = (writer, _type, value, path) => {
  if (typeof value !== 'string') throw new EncodingError(path, 'not a list of fields');
  for (const name of value.split(',').filter((part) => part !== '')) writer.uint32((1 << 3) | 2).string(name);
};

const withoutType = ({ '@type': _, ...fields }: JsonMap): JsonMap => fields;

/** `@type` says what the message is; a well-known type stands under `value`. */
const any: Write = (writer, _type, value, path) => {
  const url = isJsonMap(value) ? value['@type'] : undefined;
  if (!isJsonMap(value) || typeof url !== 'string') throw new EncodingError(path, 'no @type');
  const type = typeOfUrl(url);
  if (!type) throw new EncodingError(`${path === '' ? '' : `${path}.`}@type`, `not a type of Envoy's API: ${url}`);
  writer.uint32((1 << 3) | 2).string(url);
  writer.uint32((2 << 3) | 2).fork();
  if (wellKnown.has(planOf(type).name)) writeMessage(writer, type, value['value'] ?? {}, path);
  else writeMessage(writer, type, withoutType(value), path);
  writer.ldelim();
};

const wrappers = ['Double', 'Float', 'Int64', 'UInt64', 'Int32', 'UInt32', 'Bool', 'String', 'Bytes'];

/** Types that proto-JSON writes in a way of their own, by full name. */
export const wellKnown: ReadonlyMap<string, Write> = new Map([
  ...wrappers.map((name): [string, Write] => [`google.protobuf.${name}Value`, wrapper]),
  ['google.protobuf.Any', any],
  ['google.protobuf.Duration', duration],
  ['google.protobuf.Timestamp', timestamp],
  ['google.protobuf.Struct', struct],
  ['google.protobuf.Value', anyValue],
  ['google.protobuf.ListValue', listValue],
  ['google.protobuf.FieldMask', fieldMask],
]);
