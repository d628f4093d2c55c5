/** Where in a file a finding points; lines and columns start at 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/**
 * What noticed the problem. `schema`: types, required fields, limits, enums, patterns; `list`: duplicate keys of a
 * list-map or list-set; `cel`: a validation rule of the CRD; `unknown-field`: a field the API server would prune;
 * `syntax`: YAML or JSON that can't be read; `legacy`: a shape of an old API version; `reference`: a reference that
 * does not resolve; `attachment`: a parentRef that does not attach; `conflict`: two resources that contradict each other; `value`: a value that is valid but can't be
 * honoured.
 */
export type FindingRule =
  | 'syntax'
  | 'schema'
  | 'list'
  | 'cel'
  | 'unknown-field'
  | 'legacy'
  | 'reference'
  | 'attachment'
  | 'conflict'
  | 'value';

/** A user's mistake as data: nothing is logged and dropped, nothing is thrown for bad input. */
export interface Finding {
  readonly severity: Severity;
  readonly rule: FindingRule;
  /** `Kind/namespace/name`, or `Kind/name` for cluster-scoped kinds; empty where no resource could be read. */
  readonly resource: string;
  /** The field, as in `spec.rules[0].backendRefs[1]`; empty for the resource as a whole. */
  readonly path: string;
  readonly message: string;
  /** What to write instead, where that is known. */
  readonly fix?: string;
  readonly position?: SourcePosition;
}
