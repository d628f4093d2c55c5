/** A JSON value as it is read; a `Uint8Array` may stand for base64 text, so that key material is never made text. */
export type Json = null | boolean | number | string | Uint8Array | readonly Json[] | JsonMap;

export interface JsonMap {
  readonly [key: string]: Json;
}

export const isJsonMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
