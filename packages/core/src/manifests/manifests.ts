import type { Resource } from '../resources/resource.ts';
import type { Finding, SourcePosition } from '../validation/finding.ts';
import type { PlainObject } from '../validation/prune.ts';

/** A resource and where it was read. */
export interface LocatedResource {
  /** `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds. */
  readonly key: string;
  readonly resource: Resource;
  readonly position: SourcePosition;
  /** Where a field stands, or the nearest parent of it that exists; `path` as findings write it. */
  readonly locate: (path: string) => SourcePosition;
}

/** An object of a kind that is not read; nothing of it is lost. */
export interface UnsupportedObject {
  readonly value: PlainObject;
  readonly position: SourcePosition;
}

/** What was read from one or more texts. */
export interface Manifests {
  /** In the order of the texts, each key once: of several definitions the last one counts, as with kubectl apply. */
  readonly resources: readonly LocatedResource[];
  readonly unsupported: readonly UnsupportedObject[];
  readonly findings: readonly Finding[];
  /** For findings that name only a resource and a path; undefined where no text holds the resource. */
  readonly locate: (key: string, path: string) => SourcePosition | undefined;
}

const describe = ({ file, line, column }: SourcePosition): string => `${file}:${line}:${column}`;

function conflict(earlier: LocatedResource, later: LocatedResource): Finding {
  return {
    severity: 'warning',
    rule: 'conflict',
    resource: later.key,
    path: '',
    message: `is defined twice, at ${describe(earlier.position)} and at ${describe(later.position)}: the last one counts`,
    fix: 'remove one of them, or give it another name',
    position: later.position,
  };
}

/** Puts together what was read; used for the objects of one text and for several texts alike. */
export function combine(
  resources: readonly LocatedResource[],
  unsupported: readonly UnsupportedObject[],
  findings: readonly Finding[],
): Manifests {
  const byKey = new Map<string, LocatedResource>();
  const conflicts: Finding[] = [];
  for (const located of resources) {
    const earlier = byKey.get(located.key);
    if (earlier !== undefined) {
      conflicts.push(conflict(earlier, located));
      byKey.delete(located.key);
    }
    byKey.set(located.key, located);
  }
  return {
    resources: [...byKey.values()],
    unsupported,
    findings: [...findings, ...conflicts],
    locate: (key, path) => byKey.get(key)?.locate(path),
  };
}

/** Several files as one set of manifests, in the given order. */
export function mergeManifests(parts: Iterable<Manifests>): Manifests {
  const all = [...parts];
  return combine(
    all.flatMap((part) => part.resources),
    all.flatMap((part) => part.unsupported),
    all.flatMap((part) => part.findings),
  );
}

/** Gives findings of later stages, which know only resource and path, the place in the text where there is one. */
export function withPositions(findings: Iterable<Finding>, manifests: Manifests): Finding[] {
  return Array.from(findings, (finding) => {
    if (finding.position !== undefined) return finding;
    const position = manifests.locate(finding.resource, finding.path);
    return position === undefined ? finding : { ...finding, position };
  });
}
