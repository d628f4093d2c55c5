import type protobuf from 'protobufjs/light.js';
import { EncodingError } from './encoding-error.ts';
import type { ScalarType } from './field-plan.ts';
import type { Json } from './json.ts';

const ranges = {
  int32: [-0x8000_0000, 0x7fff_ffff],
  sint32: [-0x8000_0000, 0x7fff_ffff],
  sfixed32: [-0x8000_0000, 0x7fff_ffff],
  uint32: [0, 0xffff_ffff],
  fixed32: [0, 0xffff_ffff],
} as const;

function smallInteger(value: Json, type: keyof typeof ranges, path: string): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  const [lowest, highest] = ranges[type];
  if (typeof number === 'number' && Number.isInteger(number) && number >= lowest && number <= highest) return number;
  throw new EncodingError(path, `not of type ${type}`);
}

/** Text, since 64 bits do not fit in a number; protobufjs reads it. */
function bigInteger(value: Json, signed: boolean, path: string): string {
  const safe = typeof value === 'number' && Number.isSafeInteger(value);
  const text = safe ? String(value) : value;
  if (typeof text === 'string' && /^-?\d{1,20}$/.test(text)) {
    const wide = BigInt(text);
    if (wide === (signed ? BigInt.asIntN(64, wide) : BigInt.asUintN(64, wide))) return text;
  }
  throw new EncodingError(path, `not an integer of 64 bits${signed ? '' : ' without a sign'}`);
}

const words: ReadonlyMap<Json, number> = new Map<Json, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

function real(value: Json, path: string): number {
  if (typeof value === 'number') return value;
  const word = words.get(value);
  if (word !== undefined) return word;
  throw new EncodingError(path, 'not a number');
}

function text(value: Json, path: string): string {
  if (typeof value === 'string') return value;
  throw new EncodingError(path, 'not a string');
}

function truth(value: Json, path: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new EncodingError(path, 'not a boolean');
}

function bytes(value: Json, path: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) return Buffer.from(value, 'base64');
  throw new EncodingError(path, 'not base64');
}

/** Writes a value without its tag. */
export function encodeScalar(writer: protobuf.Writer, type: ScalarType, value: Json, path: string): void {
  switch (type) {
    case 'string':
      writer.string(text(value, path));
      return;
    case 'bool':
      writer.bool(truth(value, path));
      return;
    case 'bytes':
      writer.bytes(bytes(value, path));
      return;
    case 'double':
    case 'float':
      writer[type](real(value, path));
      return;
    case 'int32':
    case 'uint32':
    case 'sint32':
    case 'fixed32':
    case 'sfixed32':
      writer[type](smallInteger(value, type, path));
      return;
    default:
      writer[type](bigInteger(value, type !== 'uint64' && type !== 'fixed64', path));
  }
}
