import type { PolicyKind } from './policy-kind.ts';

/** Kinds of policies by name: those that a program registers, and those that manifests declare. */
export class PolicyKinds {
  readonly #registered = new Map<string, PolicyKind>();
  readonly #declared = new Map<string, PolicyKind>();

  constructor(registered: readonly PolicyKind[]) {
    for (const kind of registered) {
      this.#registered.set(kind.kind, kind);
      if (kind.clusterKind !== undefined) this.#registered.set(kind.clusterKind, kind);
    }
  }

  /** The kind of a policy; undefined for one of another group, or of no kind that is known. */
  find(apiVersion: string, name: string): PolicyKind | undefined {
    const kind = this.get(name);
    return kind && apiVersion.startsWith(`${kind.group}/`) ? kind : undefined;
  }

  /** Keys of policies have no group, so that there is one kind of each name; a registered one counts. */
  get(name: string): PolicyKind | undefined {
    return this.#registered.get(name) ?? this.#declared.get(name);
  }

  isRegistered(name: string): boolean {
    return this.#registered.has(name);
  }

  declare(name: string, kind: PolicyKind | undefined): void {
    if (kind) this.#declared.set(name, kind);
    else this.#declared.delete(name);
  }

  all(): readonly PolicyKind[] {
    return [...new Set(new Map([...this.#declared, ...this.#registered]).values())];
  }
}
