import type { Channel } from '../resources/channel.ts';
import { resourceKey } from '../resources/resource.ts';
import { describeKey } from '../validation/describe-key.ts';
import { formatPath, type PathSegment, parsePath } from '../validation/field-path.ts';
import type { Finding, SourcePosition } from '../validation/finding.ts';
import { parseResource } from '../validation/parse-resource.ts';
import { isPlainObject } from '../validation/prune.ts';
import { isListText, manifestLimits } from './limits.ts';
import { createLineIndex } from './line-index.ts';
import { type ManifestObject, manifestObjects } from './list-items.ts';
import { createLocator } from './locate.ts';
import { combine, type LocatedResource, type Manifests, type UnsupportedObject } from './manifests.ts';
import type { Problem, ReadDocument, TextRange } from './problem.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { splitDocuments } from './split-documents.ts';

export interface ManifestOptions {
  /** Named in every position. */
  readonly file: string;
  /** Whose CRDs are installed: `standard` unless set. */
  readonly channel?: Channel;
}

/** JSON where it is JSON; otherwise YAML, of which JSON is a part. */
function readPart(text: string, range: TextRange): ReadDocument[] {
  const part = text.slice(range.start, range.end);
  const list = part.length > manifestLimits.document / 10 && isListText(part);
  const most = list ? manifestLimits.list : manifestLimits.document;
  if (part.length > most) {
    const message = `the document has ${part.length} characters; no more than ${most} are read`;
    const problem = { offset: range.start, path: [], message };
    return [{ value: null, range, problems: [problem], ranges: new WeakMap() }];
  }
  const yaml = () => readYaml(text, range, list ? manifestLimits.listTokens : manifestLimits.tokens);
  if (!/^\s*[{[]/.test(part)) return isDirective(part) ? [] : yaml();
  const { documents, problem } = readJson(text, range);
  if (problem === undefined) return [...documents];
  // Like kubectl: what is not JSON may still be YAML in brackets, or JSON with a comma too many, which YAML allows.
  const alternative = part.length > manifestLimits.document ? [] : yaml();
  const readable = alternative.length > 0 && alternative.every(({ problems }) => problems.length === 0);
  if (readable || !/^\s*[{[]\s*["{]/.test(part)) return alternative;
  const rest = { start: problem.offset, end: range.end };
  return [...documents, { value: null, range: rest, problems: [problem], ranges: new WeakMap() }];
}

/** `%YAML 1.2` before the first `---`: changes nothing here, and would be no document by itself. */
const isDirective = (part: string): boolean =>
  part.startsWith('%') && part.split('\n').every((line) => /^\s*$|^[%#]/.test(line));

const byPosition = ({ position: a }: Finding, { position: b }: Finding): number =>
  (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);

/** Reads one text; keeps what the findings need to point into it. */
class ManifestText {
  readonly resources: LocatedResource[] = [];
  readonly unsupported: UnsupportedObject[] = [];
  readonly findings: Finding[] = [];
  readonly #text: string;
  readonly #options: ManifestOptions;
  readonly #lines: ReturnType<typeof createLineIndex>;
  readonly #locate: ReturnType<typeof createLocator>;

  constructor(text: string, options: ManifestOptions) {
    this.#text = text.startsWith('\uFEFF') ? text.slice(1) : text;
    this.#options = options;
    this.#lines = createLineIndex(this.#text);
    this.#locate = createLocator(this.#text);
  }

  read(): Manifests {
    for (const range of splitDocuments(this.#text)) {
      for (const document of readPart(this.#text, range)) this.#document(document);
    }
    const read = combine(this.resources, this.unsupported, this.findings);
    return { ...read, findings: read.findings.toSorted(byPosition) };
  }

  #position(offset: number): SourcePosition {
    return { file: this.#options.file, ...this.#lines.position(offset) };
  }

  #at(range: TextRange, path: readonly PathSegment[]): SourcePosition {
    return this.#position(this.#locate(range, path));
  }

  #document(document: ReadDocument): void {
    if (document.problems.length === 0 && (document.value === null || document.value === undefined)) return;
    const objects = manifestObjects(document);
    // By value: an alias may stand for what is broken elsewhere.
    const refused = new Set<unknown>();
    for (const problem of document.problems) {
      const owner = ownerOf(problem, objects);
      if (owner === undefined) for (const { value } of objects) refused.add(value);
      else refused.add(owner.value);
      this.findings.push(this.#problemFinding(problem, owner ?? objectAt(problem, objects)));
    }
    for (const object of objects) if (!refused.has(object.value)) this.#object(object, document.range);
  }

  #problemFinding({ offset, path, message, fix }: Problem, owner: ManifestObject | undefined): Finding {
    const value = owner?.value;
    const kind = isPlainObject(value) ? value['kind'] : undefined;
    return {
      severity: 'error',
      rule: 'syntax',
      resource: isPlainObject(value) && typeof kind === 'string' ? describeKey(kind, value) : '',
      path: formatPath(path.slice(owner?.prefix.length ?? 0)),
      message,
      ...(fix !== undefined && { fix }),
      position: this.#position(offset),
    };
  }

  #object({ value, range, prefix }: ManifestObject, whole: TextRange): void {
    const { channel = 'standard' } = this.#options;
    const result = parseResource(value, { channel });
    for (const finding of result.findings) {
      // What is no object has no place of its own.
      const position = isPlainObject(value) ? this.#at(range, parsePath(finding.path)) : this.#at(whole, prefix);
      this.findings.push({ ...finding, position });
    }
    const position = this.#position(range.start);
    if (result.kind === 'unsupported') this.unsupported.push({ value: result.value, position });
    if (result.kind !== 'resource') return;
    const { resource } = result;
    const locate = (path: string): SourcePosition => this.#at(range, parsePath(path));
    this.resources.push({ key: resourceKey(resource), resource, position, locate });
  }
}

/** The object in whose text a problem is; the reading of what follows it may be wrong too. */
const objectAt = ({ offset }: Problem, objects: readonly ManifestObject[]): ManifestObject | undefined =>
  objects.find(({ range }) => range.start <= offset && offset < range.end);

/** The object that a problem concerns; undefined where it concerns the whole document. */
function ownerOf({ path }: Problem, objects: readonly ManifestObject[]): ManifestObject | undefined {
  if (path.length === 0) return objects.length === 1 ? objects[0] : undefined;
  return objects.find(({ prefix }) => prefix.every((segment, index) => path[index] === segment));
}

/**
 * Reads the manifests in a text: YAML with many documents, JSON, Lists. Never throws for bad input; a document that
 * can't be read costs no other. Findings hold the place of the field, or of its nearest parent that exists, and never
 * a value of a Secret.
 */
export function parseManifests(text: string, options: ManifestOptions): Manifests {
  return new ManifestText(text, options).read();
}
