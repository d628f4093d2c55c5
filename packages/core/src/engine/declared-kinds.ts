import { declaredKind } from '../policy/declared-kind.ts';
import type { PolicyKinds } from '../policy/policy-kinds.ts';
import type { CustomResourceDefinition } from '../resources/custom-resource-definition.ts';
import { resourceKey } from '../resources/resource.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { compareText } from '../text/compare-text.ts';
import type { Finding } from '../validation/finding.ts';

/** Kinds of policies that manifests declare; of several of one name the first by the CRD's name counts. */
export class DeclaredKinds {
  readonly #snapshot: Snapshot;
  readonly #kinds: PolicyKinds;
  #known = new Map<string, CustomResourceDefinition>();
  #findings: readonly Finding[] = [];

  constructor(snapshot: Snapshot, kinds: PolicyKinds) {
    this.#snapshot = snapshot;
    this.#kinds = kinds;
  }

  /** Reads all declarations again; returns the names of the kinds that are others now. */
  update(): ReadonlySet<string> {
    const definitions = this.#snapshot
      .all('CustomResourceDefinition')
      .toSorted((a, b) => compareText(a.metadata.name, b.metadata.name));
    const before = this.#known;
    const findings: Finding[] = [];
    this.#known = new Map();
    for (const definition of definitions) findings.push(...this.#declare(definition));
    this.#findings = findings;
    const changed = new Set<string>();
    for (const name of new Set([...before.keys(), ...this.#known.keys()])) {
      if (before.get(name) !== this.#known.get(name)) changed.add(name);
      if (!this.#known.has(name)) this.#kinds.declare(name, undefined);
    }
    return changed;
  }

  findings(): readonly Finding[] {
    return this.#findings;
  }

  #declare(definition: CustomResourceDefinition): readonly Finding[] {
    const resource = resourceKey(definition);
    const { kind: name } = definition.spec.names;
    // Its own definition says more than any manifest can.
    if (this.#kinds.isRegistered(name) && this.#kinds.get(name)?.group === definition.spec.group) return [];
    const declared = declaredKind(definition);
    if (declared.kind === 'invalid') {
      return declared.problems.map(({ path, message }) => ({
        severity: 'error',
        rule: 'value',
        resource,
        path,
        message,
      }));
    }
    if (this.#known.has(name) || this.#kinds.isRegistered(name)) {
      const message = `there is a kind of policy ${name} already, in another group: this one is not read`;
      return [{ severity: 'warning', rule: 'conflict', resource, path: 'spec.names.kind', message }];
    }
    this.#known.set(name, definition);
    this.#kinds.declare(name, declared.policyKind);
    return [];
  }
}
