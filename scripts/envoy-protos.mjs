// Packs Envoy's API into packages/adapters-envoy/protos/envoy.json, the form that protobufjs reads without a parser: what
// the discovery services deliver, the bootstrap and every extension. The .proto files are those that
// @grpc/grpc-js-xds ships; it is needed here only, never by those who install the package.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'packages', 'adapters-envoy', 'protos', 'envoy.json');
const fromTest = createRequire(join(root, 'test', 'package.json'));
const fromAdapter = createRequire(join(root, 'packages', 'adapters-envoy', 'package.json'));
const manifest = fromTest.resolve('@grpc/grpc-js-xds/package.json');
const own = createHash('sha256')
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex')
  .slice(0, 16);
const source = `@grpc/grpc-js-xds ${JSON.parse(readFileSync(manifest, 'utf8')).version}, ${own}`;

const protobuf = fromAdapter('protobufjs');

const isCurrent = () => existsSync(output) && JSON.parse(readFileSync(output, 'utf8')).options?.source === source;

const deps = join(dirname(manifest), 'deps');
const protobufFolder = dirname(fromAdapter.resolve('protobufjs/package.json'));
const folders = [...readdirSync(deps).map((name) => join(deps, name)), protobufFolder];
const locate = (file) => folders.map((folder) => join(folder, file)).find((path) => existsSync(path));

/** protobufjs has these within itself. */
const builtIn = new Set(
  ['any', 'duration', 'empty', 'field_mask', 'struct', 'timestamp', 'wrappers'].map(
    (name) => `google/protobuf/${name}.proto`,
  ),
);

const complete = new Map();

/** Whether a file and all that it imports is there: a few extensions import what is not shipped. */
const isComplete = (file) => {
  if (builtIn.has(file)) return true;
  const known = complete.get(file);
  if (known !== undefined) return known;
  complete.set(file, true);
  const path = locate(file);
  const imports = path ? [...readFileSync(path, 'utf8').matchAll(/^import (?:public )?"([^"]+)"/gm)] : [];
  const found = path !== undefined && imports.every(([, target]) => isComplete(target));
  complete.set(file, found);
  return found;
};

const wanted =
  /^envoy\/(?:extensions\/|config\/bootstrap\/v3\/|service\/(?:discovery|listener|route|cluster|endpoint|secret)\/v3\/)/;

const files = () =>
  readdirSync(join(deps, 'envoy-api', 'envoy'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.proto'))
    .map((file) => `envoy/${file.replaceAll('\\', '/')}`)
    .filter((file) => wanted.test(file) && isComplete(file))
    .sort();

/** Fields of Envoy 1.40 that the files are too old for, by message, as protobufjs writes them. */
const additions = {
  'envoy.config.common.mutation_rules.v3.HeaderMutation': {
    nested: { RemoveOnMatch: { fields: { key_matcher: { type: 'envoy.type.matcher.v3.StringMatcher', id: 1 } } } },
    fields: { remove_on_match: { type: 'RemoveOnMatch', id: 3 } },
  },
  'envoy.type.http.v3.Cookie': {
    nested: { CookieAttribute: { fields: { name: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } } },
    fields: { attributes: { rule: 'repeated', type: 'CookieAttribute', id: 4 } },
  },
  'envoy.config.core.v3.HttpProtocolOptions': {
    fields: { max_response_headers_kb: { type: 'google.protobuf.UInt32Value', id: 7 } },
  },
  'envoy.config.core.v3.Http1ProtocolOptions': {
    fields: { ignore_http_11_upgrade: { rule: 'repeated', type: 'envoy.type.matcher.v3.StringMatcher', id: 11 } },
  },
  'envoy.config.route.v3.Route': {
    fields: { request_body_buffer_limit: { type: 'google.protobuf.UInt64Value', id: 20 } },
  },
  'envoy.config.route.v3.VirtualHost': {
    fields: { request_body_buffer_limit: { type: 'google.protobuf.UInt64Value', id: 25 } },
  },
  'envoy.config.route.v3.RouteAction': {
    fields: { flush_timeout: { type: 'google.protobuf.Duration', id: 42 } },
  },
  'envoy.config.route.v3.RouteAction.RequestMirrorPolicy': {
    fields: { host_rewrite_literal: { type: 'string', id: 8 } },
  },
  'envoy.config.route.v3.DirectResponseAction': {
    fields: { body_format: { type: 'envoy.config.core.v3.SubstitutionFormatString', id: 3 } },
  },
  'envoy.config.route.v3.RouteConfiguration': { fields: { vhost_header: { type: 'string', id: 18 } } },
  'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext': {
    fields: { auto_host_sni: { type: 'bool', id: 6 }, auto_sni_san_validation: { type: 'bool', id: 7 } },
  },
  'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext': {
    fields: { prefer_client_ciphers: { type: 'bool', id: 11 } },
  },
  'envoy.extensions.common.ratelimit.v3.LocalRateLimitDescriptor': {
    fields: { shadow_mode: { type: 'bool', id: 3 } },
  },
  'envoy.config.rbac.v3.Principal': {
    fields: { sourced_metadata: { type: 'SourcedMetadata', id: 13 } },
  },
  'envoy.extensions.filters.http.compressor.v3.Compressor.CommonDirectionConfig': {
    fields: {
      content_type_matcher: { rule: 'repeated', type: 'envoy.type.matcher.v3.StringMatcher', id: 4 },
    },
  },
  'envoy.extensions.filters.http.compressor.v3.Compressor.ResponseDirectionConfig': {
    fields: {
      uncompressible_response_codes: { rule: 'repeated', type: 'uint32', id: 4 },
      status_header_enabled: { type: 'bool', id: 5 },
      weaken_etag_on_compress: { type: 'bool', id: 6 },
    },
  },
  'envoy.extensions.filters.http.basic_auth.v3.BasicAuth': {
    fields: { authentication_header: { type: 'string', id: 3 } },
  },
  'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit': {
    fields: {
      rate_limits: { rule: 'repeated', type: 'envoy.config.route.v3.RateLimit', id: 17 },
      max_dynamic_descriptors: { type: 'google.protobuf.UInt32Value', id: 18 },
    },
  },
};

/** Messages and enumerations of Envoy 1.40 that the files do not have, by package. */
const newTypes = {
  'envoy.config.rbac.v3': {
    MetadataSource: { values: { DYNAMIC: 0, ROUTE: 1 } },
    SourcedMetadata: {
      fields: {
        metadata_matcher: { type: 'envoy.type.matcher.v3.MetadataMatcher', id: 1 },
        metadata_source: { type: 'MetadataSource', id: 2 },
      },
    },
  },
  'envoy.extensions.filters.http.api_key_auth.v3': {
    ApiKeyAuth: {
      fields: {
        credentials: { rule: 'repeated', type: 'Credential', id: 1 },
        key_sources: { rule: 'repeated', type: 'KeySource', id: 2 },
        forwarding: { type: 'Forwarding', id: 3 },
      },
    },
    ApiKeyAuthPerRoute: {
      fields: {
        credentials: { rule: 'repeated', type: 'Credential', id: 1 },
        key_sources: { rule: 'repeated', type: 'KeySource', id: 2 },
        allowed_clients: { rule: 'repeated', type: 'string', id: 3 },
        forwarding: { type: 'Forwarding', id: 4 },
      },
    },
    Credential: { fields: { key: { type: 'string', id: 1 }, client: { type: 'string', id: 2 } } },
    KeySource: {
      fields: {
        header: { type: 'string', id: 1 },
        query: { type: 'string', id: 2 },
        cookie: { type: 'string', id: 3 },
      },
    },
    Forwarding: { fields: { header: { type: 'string', id: 1 }, hide_credentials: { type: 'bool', id: 2 } } },
  },
};

const add = (root) => {
  for (const [name, types] of Object.entries(newTypes)) {
    const namespace = root.define(name);
    for (const [key, type] of Object.entries(types)) {
      if (!namespace.get(key)) namespace.add((type.values ? protobuf.Enum : protobuf.Type).fromJSON(key, type));
    }
  }
  for (const [name, { nested = {}, fields }] of Object.entries(additions)) {
    const type = root.lookupType(name);
    for (const [key, message] of Object.entries(nested)) type.add(protobuf.Type.fromJSON(key, message));
    for (const [key, { rule, type: of, id }] of Object.entries(fields)) {
      if (!type.fields[key]) type.add(new protobuf.Field(key, id, of, rule));
    }
  }
};

/** Only what the wire format depends on. */
const strip = (node) => {
  delete node.options;
  delete node.comment;
  delete node.reserved;
  delete node.extensions;
  for (const part of ['fields', 'nested', 'oneofs', 'methods']) Object.values(node[part] ?? {}).forEach(strip);
  return node;
};

if (!isCurrent()) {
  const loaded = new protobuf.Root();
  loaded.resolvePath = (_origin, target) => (builtIn.has(target) ? target : (locate(target) ?? target));
  loaded.loadSync(files(), { keepCase: true });
  add(loaded);
  loaded.resolveAll();
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, `${JSON.stringify({ options: { source }, ...strip(loaded.toJSON()) })}\n`);
}
