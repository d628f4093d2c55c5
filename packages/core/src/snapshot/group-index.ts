/** Values by group; one value can be in many groups. A change costs the same whatever the size. */
export class GroupIndex<T> {
  readonly #groups = new Map<string, Map<string, T>>();

  /** Puts the value of a key into a group, or takes it out where the value is undefined. */
  set(group: string, key: string, value: T | undefined): void {
    const members = this.#groups.get(group);
    if (value !== undefined) {
      if (members) members.set(key, value);
      else this.#groups.set(group, new Map([[key, value]]));
      return;
    }
    members?.delete(key);
    // Groups that nobody is in any more would pile up as names come and go.
    if (members?.size === 0) this.#groups.delete(group);
  }

  /** In no particular order. */
  in(group: string): readonly T[] {
    const members = this.#groups.get(group);
    return members ? [...members.values()] : [];
  }
}
