import * as fc from 'fast-check';
import { configMapNames, namespaces, secretNames, serviceNames, servicePorts, teams } from '../vocabulary.ts';
import {
  distinct,
  type JsonObject,
  type JsonValue,
  type Manifest,
  manifestOf,
  object,
  textOf,
  word,
} from './manifest.ts';

export const namespaceManifest = (name: fc.Arbitrary<string> = word(namespaces)): fc.Arbitrary<Manifest> =>
  fc.tuple(name, fc.constantFrom(...teams, undefined)).map(([name, team]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      // The API server sets this label on every namespace; selectors by name rely on it.
      labels: { 'kubernetes.io/metadata.name': name, ...(team === undefined ? {} : { team }) },
    },
  }));

const servicePort = (port: number, name: string): fc.Arbitrary<JsonObject> =>
  object(
    { name: fc.constant(name), port: fc.constant(port) },
    {
      protocol: fc.constant('TCP'),
      targetPort: fc.constantFrom<JsonValue>(3000, 'http'),
      appProtocol: word(['http', 'kubernetes.io/h2c', 'kubernetes.io/ws', 'https']),
    },
  );

const serviceSpec: fc.Arbitrary<JsonObject> = fc.oneof(
  {
    weight: 8,
    arbitrary: object(
      {
        ports: fc
          .tuple(servicePort(servicePorts[0], 'http'), servicePort(servicePorts[1], 'admin'), fc.boolean())
          .map(([first, second, both]) => (both ? [first, second] : [first])),
      },
      {
        selector: object({ app: word(serviceNames) }),
        type: fc.constant('ClusterIP'),
        clusterIP: word(['None', '10.0.0.1']),
      },
    ),
  },
  { weight: 1, arbitrary: object({ type: fc.constant('ExternalName'), externalName: word(['localhost', 'a.test']) }) },
);

export const serviceManifest = (): fc.Arbitrary<Manifest> =>
  manifestOf({ apiVersion: 'v1', kind: 'Service' }, word(serviceNames), object({ spec: serviceSpec }));

const endpoint = object(
  { addresses: distinct(word(['10.1.0.1', '10.1.0.2', '10.1.0.3']), 2, String, 1) },
  {
    conditions: object({}, { ready: fc.boolean(), serving: fc.boolean(), terminating: fc.boolean() }),
    nodeName: word(['node-1', 'node-2']),
    zone: word(['z1', 'z2']),
  },
);

const slicePort = object({ port: word([3000, 3001]) }, { name: word(['http', 'admin']), protocol: fc.constant('TCP') });

export const endpointSliceManifest = (): fc.Arbitrary<Manifest> =>
  fc
    .tuple(
      manifestOf(
        { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
        fc.constantFrom('1', '2'),
        object({
          addressType: fc.constant('IPv4'),
          ports: distinct(slicePort, 2, (port) => textOf(port, 'name')),
          endpoints: fc.array(endpoint, { maxLength: 3 }),
        }),
      ),
      word(serviceNames),
    )
    .map(([slice, service]) => ({
      ...slice,
      metadata: {
        ...slice.metadata,
        name: `${service}-${slice.metadata.name}`,
        labels: { 'kubernetes.io/service-name': service },
      },
    }));

/** No key at all behind it: the shape of PEM around a few bytes. */
const pem = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

const base64 = (text: string): string => {
  const bytes = [...text].map((character) => character.charCodeAt(0));
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    out += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    out += b === undefined ? '=' : alphabet.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    out += c === undefined ? '=' : alphabet.charAt(c & 63);
  }
  return out;
};

const tlsData = {
  'tls.crt': base64(pem('CERTIFICATE', 'MAAw')),
  'tls.key': base64(pem(['PRIVATE', 'KEY'].join(' '), 'MAAw')),
};

export const secretManifest = (): fc.Arbitrary<Manifest> =>
  manifestOf(
    { apiVersion: 'v1', kind: 'Secret' },
    word(secretNames),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant({ type: 'kubernetes.io/tls', data: tlsData }) },
      {
        weight: 1,
        arbitrary: object(
          {},
          { type: fc.constant('Opaque'), data: object({}, { password: fc.constant('aHVudGVyMg==') }) },
        ),
      },
    ),
    word(['infra', 'infra', 'infra', 'shop', 'pay']),
  );

export const configMapManifest = (): fc.Arbitrary<Manifest> =>
  manifestOf(
    { apiVersion: 'v1', kind: 'ConfigMap' },
    word(configMapNames),
    object(
      {},
      { data: object({}, { 'ca.crt': fc.constant(pem('CERTIFICATE', 'MAAw')), colour: word(['red', 'blue']) }) },
    ),
  );
