import type { Channel, Finding } from '@routeward/core';
import { type Manifests, parseManifests } from '@routeward/core/manifests';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { channels, corpusFiles, gatewayKinds, readCorpus, withCorpus } from './corpus.ts';

const test = suite('corpus: manifests');

const read = (file: string, channel: Channel): Manifests => parseManifests(readCorpus(file), { file, channel });

const say = ({ position, severity, path, message }: Finding): string =>
  `${position?.file}:${position?.line}:${position?.column} ${severity} ${path}: ${message}`;

const isOurs = ({ resource }: Finding): boolean => gatewayKinds.some((kind) => resource.startsWith(`${kind}/`));

/** Kinds that are not read yet say so; nothing else is to be said. */
const isUnexpected = (finding: Finding): boolean => finding.severity === 'error' || isOurs(finding);

withCorpus('manifests', () => {
  for (const channel of channels) {
    test(`nothing is wrong in the examples of the ${channel} channel`, () => {
      const files = corpusFiles(`examples/${channel}`, '.yaml');
      const all = files.map((file) => read(file, channel));
      assert.equal(all.flatMap(({ findings }) => findings.filter(isUnexpected)).map(say), []);
      assert.ok(all.flatMap(({ resources }) => resources).length > (channel === 'standard' ? 60 : 3));
    });

    test(`every invalid example of the ${channel} channel is refused`, () => {
      const files = corpusFiles(`invalid-examples/${channel}`, '.yaml').filter((file) => !/\/tlsroute\//.test(file));
      assert.ok(files.length >= (channel === 'standard' ? 30 : 4));
      for (const file of files) {
        const { findings, resources } = read(file, channel);
        const errors = findings.filter(({ severity, position }) => severity === 'error' && position !== undefined);
        assert.ok(errors.length > 0, file);
        assert.equal(
          resources.map(({ key }) => key),
          [],
          file,
        );
      }
    });
  }

  test('the standard channel accepts the header value that only the experimental one refuses', () => {
    const { findings } = read('invalid-examples/experimental/httproute/invalid-header-value.yaml', 'standard');
    assert.equal(findings.map(say), []);
  });

  test('the manifests of the conformance tests are read without an error, except two that hold placeholders', () => {
    const files = ['base', 'mesh', 'tests'].flatMap((folder) => corpusFiles(`conformance/${folder}`, '.yaml'));
    assert.ok(files.length > 100);
    const errors = files
      .flatMap((file) => read(file, 'experimental').findings)
      .filter(({ severity }) => severity === 'error');
    assert.equal(
      [...new Set(errors.map(({ position }) => position?.file))],
      [
        'conformance/tests/gateway-static-addresses.yaml',
        'conformance/tests/gatewayclass-observed-generation-bump.yaml',
      ],
    );
  });
});

test.run();
