import { type Channel, type Finding, parseResource, validateStatus, validateUpdate } from '@routeward/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { gatewayKinds, readCorpus, withCorpus } from './corpus.ts';

const test = suite("corpus: the API server's verdicts");

interface ManifestHead {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Verdict {
  readonly channel: Channel;
  readonly op: 'create' | 'update' | 'updateStatus';
  readonly valid: boolean;
  readonly errors: readonly string[] | null;
  readonly object: ManifestHead;
  /** The object before an update, without `apiVersion` and `kind`. */
  readonly old?: object;
}

const readVerdicts = (): readonly Verdict[] =>
  readCorpus('crd-validation.jsonl')
    .trim()
    .split('\n')
    .map((line): Verdict => JSON.parse(line))
    .filter(({ object }) => gatewayKinds.some((kind) => kind === object.kind));

function ourFindings({ channel, op, object, old }: Verdict): readonly Finding[] {
  const next = parseResource(object, { channel });
  const errors = next.findings.filter(({ severity }) => severity === 'error');
  if (op === 'updateStatus') return [...errors, ...validateStatus(object, { channel })];
  if (op === 'create' || next.kind !== 'resource') return errors;
  const previous = parseResource({ apiVersion: object.apiVersion, kind: object.kind, ...old }, { channel });
  return previous.kind === 'resource' ? [...errors, ...validateUpdate(previous.resource, next.resource)] : errors;
}

/** `path: Invalid value: …message`; only CEL writes its message right behind the path or the value. */
const saysThere = (errors: readonly string[], { path, message }: Finding): boolean =>
  errors.some((error) => error.startsWith(`${path}: `) && error.endsWith(message));

/** Errors of the API server whose words come from the CRD, not from the server. */
const isCel = (error: string): boolean =>
  !/should be|must validate|in body|Unsupported value|Required value|Duplicate value|Too (long|many)|may not be/.test(
    error,
  );

withCorpus("the API server's verdicts", () => {
  const verdicts = readVerdicts();
  const label = ({ channel, op, object }: Verdict, index: number): string =>
    `#${index} ${channel} ${op} ${object.kind}`;

  test('there are verdicts of every kind of change', () => {
    assert.ok(verdicts.length > 290);
    assert.equal([...new Set(verdicts.map(({ op }) => op))].sort(), ['create', 'update', 'updateStatus']);
  });

  test('what the API server accepts is accepted without a word, what it refuses is refused', () => {
    for (const [index, verdict] of verdicts.entries()) {
      const errors = ourFindings(verdict).map(({ path, message }) => `${path}: ${message}`);
      assert.is(
        errors.length === 0,
        verdict.valid,
        `${label(verdict, index)}\n${errors.join('\n')}\n${verdict.errors}`,
      );
    }
  });

  test('every rule that refuses there refuses here, with its message at its path, and no other', () => {
    let compared = 0;
    for (const [index, verdict] of verdicts.entries()) {
      const refused = verdict.errors ?? [];
      const rules = ourFindings(verdict).filter(({ rule }) => rule === 'cel');
      const unheard = refused.filter((error) => isCel(error) && !rules.some((finding) => saysThere([error], finding)));
      const invented = rules.filter((finding) => !saysThere(refused, finding));
      assert.equal([unheard, invented], [[], []], label(verdict, index));
      compared += rules.length;
    }
    assert.ok(compared > 150, `${compared} messages`);
  });
});

test.run();
