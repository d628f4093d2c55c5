import type { AccessPolicySpec, CredentialSourceSpec, JwtProviderSpec } from '../../kinds/access-policy.ts';
import type { SecuritySpec } from '../../kinds/envoy-gateway/security-policy.ts';
import type { Authorized } from './authorization.ts';

type Provider = NonNullable<SecuritySpec['jwt']>['providers'][number];
type ApiKeys = NonNullable<SecuritySpec['apiKeyAuth']>;
type ExtAuth = NonNullable<SecuritySpec['extAuth']>;

const header = (name: string, prefix?: string): CredentialSourceSpec => ({
  type: 'Header',
  name,
  ...(prefix !== undefined && { prefix }),
});

const cookie = (name: string): CredentialSourceSpec => ({ type: 'Cookie', name });
const query = (name: string): CredentialSourceSpec => ({ type: 'QueryParam', name });

function tokenSources({ headers = [], cookies = [], params = [] }: NonNullable<Provider['extractFrom']>) {
  return [
    ...headers.map(({ name, valuePrefix }) => header(name, valuePrefix)),
    ...cookies.map(cookie),
    ...params.map(query),
  ];
}

function toProvider(provider: Provider): JwtProviderSpec {
  const { name, issuer = '', audiences, remoteJWKS, localJWKS, claimToHeaders, extractFrom } = provider;
  const { uri = '', cacheDuration } = remoteJWKS ?? {};
  return {
    name,
    issuer,
    ...(audiences && { audiences }),
    ...(remoteJWKS && { remoteKeys: { uri, ...(cacheDuration !== undefined && { cacheTime: cacheDuration }) } }),
    ...(localJWKS?.valueRef && { localKeys: { kind: localJWKS.valueRef.kind, name: localJWKS.valueRef.name } }),
    ...(claimToHeaders && { claimHeaders: claimToHeaders }),
    ...(extractFrom && { from: tokenSources(extractFrom) }),
  };
}

const reference = ({ name, namespace }: { readonly name: string; readonly namespace?: string }) => ({
  name,
  ...(namespace !== undefined && { namespace }),
});

function toApiKeys({ credentialRefs, extractFrom, forwardClientIDHeader }: ApiKeys): AccessPolicySpec['apiKeys'] {
  const sources = (extractFrom ?? []).flatMap(({ headers = [], params = [], cookies = [] }) => [
    ...headers.map((name) => header(name)),
    ...params.map(query),
    ...cookies.map(cookie),
  ]);
  return {
    secrets: credentialRefs.map(reference),
    ...(sources.length > 0 && { from: sources }),
    ...(forwardClientIDHeader !== undefined && { forwardClientHeader: forwardClientIDHeader }),
  };
}

/** Envoy Gateway's own time is 10 s. */
function toExternal(auth: ExtAuth): AccessPolicySpec['external'] {
  const { http, grpc, headersToExtAuth, bodyToExtAuth, timeout = '10s' } = auth;
  const found = http ?? grpc;
  const backend = found?.backendRefs?.[0] ?? found?.backendRef;
  if (!backend) return undefined;
  return {
    protocol: http ? 'HTTP' : 'GRPC',
    backendRef: { ...reference(backend), port: backend.port },
    ...(http?.path !== undefined && { path: http.path }),
    ...(http?.headersToBackend && { takeHeaders: http.headersToBackend }),
    ...(headersToExtAuth && { sendHeaders: headersToExtAuth }),
    timeout,
    bodyBytes: bodyToExtAuth?.maxRequestBytes ?? 0,
  };
}

/** A SecurityPolicy in the words of an AccessPolicy. */
export function securityValues(spec: SecuritySpec, { addresses, claims }: Authorized): Record<string, unknown> {
  const { jwt, basicAuth, apiKeyAuth, extAuth } = spec;
  return {
    ...(addresses && { addresses }),
    ...((jwt ?? claims) && {
      jwt: {
        // Without a token there are no claims.
        ...(jwt?.optional !== undefined && !claims && { optional: jwt.optional }),
        providers: (jwt?.providers ?? []).map(toProvider),
        ...(claims && { claims }),
      },
    }),
    ...(basicAuth && {
      basic: {
        users: reference(basicAuth.users),
        ...(basicAuth.forwardUsernameHeader !== undefined && { forwardUserHeader: basicAuth.forwardUsernameHeader }),
      },
    }),
    ...(apiKeyAuth && { apiKeys: toApiKeys(apiKeyAuth) }),
    ...(extAuth && { external: toExternal(extAuth) ?? {} }),
  };
}
