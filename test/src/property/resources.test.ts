import { parseResource, resourceKey } from '@routeward/core';
import { invalidResource, type Manifest, manifest } from '@routeward/testing';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { read, resourceOf } from '../threats/world.ts';

const test = suite('property: resources');

test('a valid manifest gives a resource and no finding', () => {
  fc.assert(
    fc.property(manifest(), (one) => {
      const parsed = parseResource(one);
      assert.equal(parsed.findings, []);
      assert.is(parsed.kind, 'resource');
    }),
    { numRuns: 400 },
  );
});

test('parsing fills in defaults once: a parsed resource parses to itself', () => {
  fc.assert(
    fc.property(manifest(), (one) => {
      const resource = resourceOf(one);
      assert.equal(resourceOf(resource), resource);
    }),
    { numRuns: 400 },
  );
});

const keyOf = ({ kind, metadata }: Manifest): string =>
  `${kind}/${metadata['namespace'] ?? 'default'}/${metadata.name}`;

const texts: readonly (readonly [string, (manifests: readonly Manifest[]) => string])[] = [
  ['YAML documents', (manifests) => manifests.map((one) => stringify(one)).join('---\n')],
  [
    'flow-style YAML',
    (manifests) => manifests.map((one) => `${stringify(one, { collectionStyle: 'flow' })}`).join('---\n'),
  ],
  ['a List in JSON', (manifests) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2)],
  ['a List in YAML', (manifests) => stringify({ apiVersion: 'v1', kind: 'List', items: manifests })],
];

for (const [what, write] of texts) {
  test(`resources survive being written as ${what} and read again`, () => {
    fc.assert(
      fc.property(fc.uniqueArray(manifest(), { minLength: 1, maxLength: 5, selector: keyOf }), (manifests) => {
        const { resources, findings } = read(write(manifests), 'all');
        assert.equal(findings, []);
        assert.equal(resources, manifests.map(resourceOf));
      }),
      { numRuns: 60 },
    );
  });
}

test('a spoiled manifest is refused, by the rule and at the field that the mutation names', () => {
  fc.assert(
    fc.property(invalidResource(), ({ manifest: spoiled, rule, path, mutation }) => {
      const { findings } = parseResource(spoiled);
      const errors = findings.filter(({ severity }) => severity === 'error').map((one) => `${one.rule} ${one.path}`);
      assert.ok(errors.includes(`${rule} ${path}`), `${mutation}: wanted ${rule} ${path}, got ${errors.join(', ')}`);
    }),
    { numRuns: 400 },
  );
});

test('a spoiled manifest in a file does not keep its neighbours from being read', () => {
  fc.assert(
    fc.property(invalidResource(), manifest('HTTPRoute'), ({ manifest: spoiled }, good) => {
      const { resources, findings } = read(`${stringify(spoiled)}---\n${stringify(good)}`, 'f.yaml');
      const key = resourceKey(resourceOf(good));
      assert.ok(resources.some((one) => resourceKey(one) === key));
      assert.ok(findings.some(({ position }) => position?.file === 'f.yaml'));
    }),
    { numRuns: 100 },
  );
});

test.run();
