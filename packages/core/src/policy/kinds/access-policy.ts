import * as z from 'zod';
import { withRules } from '../../resources/cel-rule.ts';
import { isIpv4, isIpv6 } from '../../resources/ip-address.ts';
import { list, listMap, listSet } from '../../resources/list.ts';
import { duration, headerName, integer, sectionName } from '../../resources/names.ts';
import { text } from '../../resources/text.ts';
import { inheritedKind } from './inherited-kind.ts';
import { secretFields, serviceReference } from './references.ts';

/** An address, or a range in CIDR notation. */
function isAddressRange(range: string): boolean {
  const [address = '', length, ...others] = range.split('/');
  if (others.length > 0 || (length !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(length))) return false;
  const bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1;
  return bits !== -1 && Number(length ?? bits) <= bits;
}

const addressRange = withRules(text({ min: 1, max: 49 }), [
  { message: 'must be an address or a range such as 10.0.0.0/8', holds: isAddressRange },
]);

const ranges = z.exactOptional(listSet(addressRange, { max: 256 }));

/** Headers that frame or route a message: no policy may set them from what a client or a service says. */
const reserved =
  /^(host|content-length|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*|:.*)$/i;

const forwardedHeader = withRules(headerName, [
  { message: 'must not be a header that frames or routes messages', holds: (name) => !reserved.test(name) },
]);

const credentialSource = withRules(
  z.object({
    type: z.enum(['Header', 'Cookie', 'QueryParam']),
    name: headerName,
    /** In front of the credential, such as `Bearer `. */
    prefix: z.exactOptional(text({ min: 1, max: 64, pattern: /^[!-~]+ ?$/ })),
  }),
  [{ message: 'prefix is for Header only', holds: ({ type, prefix }) => type === 'Header' || prefix === undefined }],
);

const credentialSources = z.exactOptional(list(credentialSource, { min: 1, max: 8 }));

const dataKey = text({ min: 1, max: 253, pattern: /^[-._a-zA-Z0-9]+$/ });

const provider = withRules(
  z.object({
    name: sectionName,
    issuer: text({ min: 1, max: 2048, pattern: /^[!-~]+$/ }),
    /** Any unless said. */
    audiences: z.exactOptional(listSet(text({ min: 1, max: 2048 }), { max: 32 })),
    /** A JWK set that is fetched and kept for `cacheTime`. */
    remoteKeys: z.exactOptional(
      z.object({
        uri: text({ min: 1, max: 2048, pattern: /^https:\/\/[A-Za-z0-9.:\-[\]]+(\/[!-~]*)?$/ }),
        cacheTime: z.exactOptional(duration),
      }),
    ),
    /** A JWK set in a Secret or ConfigMap, under `key`. */
    localKeys: z.exactOptional(
      z.object({ kind: z.enum(['Secret', 'ConfigMap']), ...secretFields, key: z.exactOptional(dataKey) }),
    ),
    /** `Authorization: Bearer …` unless said. */
    from: credentialSources,
    claimHeaders: z.exactOptional(
      list(z.object({ claim: text({ min: 1, max: 256 }), header: forwardedHeader }), { max: 16 }),
    ),
  }),
  [
    {
      message: 'one of remoteKeys and localKeys must be there',
      holds: ({ remoteKeys, localKeys }) => (remoteKeys === undefined) !== (localKeys === undefined),
    },
  ],
);

const claim = z.object({
  name: text({ min: 1, max: 256 }),
  /** One of them. */
  values: listSet(text({ min: 1, max: 1024 }), { min: 1, max: 64 }),
});

const jwt = z.object({
  /** A request without any token passes; a bad one never does. */
  optional: z.exactOptional(z.boolean()),
  providers: z.exactOptional(listMap(provider, 'name', { max: 8 })),
  /** All of them have to hold. */
  claims: z.exactOptional(listMap(claim, 'name', { max: 32 })),
});

const basic = z.object({
  /** Lines of htpasswd, under `key` (`.htpasswd`). */
  users: z.object({ ...secretFields, key: z.exactOptional(dataKey) }),
  forwardUserHeader: z.exactOptional(forwardedHeader),
});

const apiKeys = z.object({
  /** Every entry is a client's name with its key. */
  secrets: list(z.object(secretFields), { min: 1, max: 16 }),
  /** `X-API-Key` unless said. */
  from: credentialSources,
  forwardClientHeader: z.exactOptional(forwardedHeader),
});

const external = z.object({
  protocol: z.enum(['HTTP', 'GRPC']),
  backendRef: serviceReference,
  /** Of HTTP: in front of the path that is asked for. */
  path: z.exactOptional(
    text({ min: 1, max: 1024, pattern: /^\/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})*$/ }),
  ),
  sendHeaders: z.exactOptional(listSet(headerName, { max: 64 })),
  takeHeaders: z.exactOptional(listSet(forwardedHeader, { max: 64 })),
  timeout: z.exactOptional(duration),
  bodyBytes: z.exactOptional(integer({ min: 0, max: 10_485_760 })),
});

/** What an AccessPolicy may say. Everything that is there has to let a request through. */
export const accessPolicySpec = z.object({
  /** A denied address never gets in; where `allow` is there, only those. */
  addresses: z.exactOptional(z.object({ allow: ranges, deny: ranges })),
  jwt: z.exactOptional(jwt),
  basic: z.exactOptional(basic),
  apiKeys: z.exactOptional(apiKeys),
  external: z.exactOptional(external),
});

export type AccessPolicySpec = z.infer<typeof accessPolicySpec>;

export type CredentialSourceSpec = z.infer<typeof credentialSource>;

export type JwtProviderSpec = z.infer<typeof provider>;

export const accessPolicy = inheritedKind({
  kind: 'AccessPolicy',
  schema: accessPolicySpec,
  protects: true,
  listMapKeys: { 'jwt.providers': 'name', 'jwt.claims': 'name' },
  // A reference is one value: half of it from here and half from there leads anywhere.
  mapFields: ['basic', 'apiKeys', 'external', 'jwt.providers[].remoteKeys', 'jwt.providers[].localKeys'],
});
