/** Remembers what was read of key material as long as the bytes stay the same. */
export class ParsedMaterial<T> {
  readonly #parse: (material: readonly Uint8Array[]) => T;
  #last: readonly Uint8Array[] | undefined;
  #value: T | undefined;

  constructor(parse: (material: readonly Uint8Array[]) => T) {
    this.#parse = parse;
  }

  of(material: readonly Uint8Array[]): T {
    if (this.#value !== undefined && this.#last !== undefined && isSame(this.#last, material)) return this.#value;
    const value = this.#parse(material);
    this.#last = material;
    this.#value = value;
    return value;
  }
}

const isSame = (before: readonly Uint8Array[], now: readonly Uint8Array[]): boolean =>
  before.length === now.length &&
  now.every((bytes, index) => {
    const other = before[index];
    return other === bytes || (other !== undefined && Buffer.compare(other, bytes) === 0);
  });
