/** Freezes new plain data; parts that are frozen already are taken to be frozen to the bottom. */
export function deepFreeze<T extends object>(value: T): T {
  Object.freeze(value);
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Object.isFrozen(part)) deepFreeze(part);
  }
  return value;
}
