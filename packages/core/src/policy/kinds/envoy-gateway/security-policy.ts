import * as z from 'zod';
import { list } from '../../../resources/list.ts';
import { duration, integer, namespaceName, objectName, portNumber } from '../../../resources/names.ts';
import { envoyGatewayKind } from './envoy-gateway-kind.ts';

const time = z.exactOptional(duration);
const texts = z.exactOptional(z.array(z.string()));
const secretRef = z.object({
  group: z.exactOptional(z.literal('')),
  kind: z.exactOptional(z.literal('Secret')),
  name: objectName,
  namespace: z.exactOptional(namespaceName),
});
const backendRef = z.object({
  group: z.exactOptional(z.literal('')),
  kind: z.exactOptional(z.literal('Service')),
  name: objectName,
  namespace: z.exactOptional(namespaceName),
  port: portNumber,
});

const cors = z.object({
  allowOrigins: texts,
  allowMethods: texts,
  allowHeaders: texts,
  exposeHeaders: texts,
  maxAge: time,
  allowCredentials: z.exactOptional(z.boolean()),
});

const provider = z.object({
  name: z.string(),
  issuer: z.exactOptional(z.string()),
  audiences: texts,
  remoteJWKS: z.exactOptional(z.object({ uri: z.string(), cacheDuration: time })),
  localJWKS: z.exactOptional(
    z.object({
      type: z.exactOptional(z.literal('ValueRef')),
      valueRef: z.exactOptional(
        z.object({ group: z.exactOptional(z.literal('')), kind: z.enum(['ConfigMap', 'Secret']), name: objectName }),
      ),
    }),
  ),
  claimToHeaders: z.exactOptional(z.array(z.object({ header: z.string(), claim: z.string() }))),
  extractFrom: z.exactOptional(
    z.object({
      headers: z.exactOptional(z.array(z.object({ name: z.string(), valuePrefix: z.exactOptional(z.string()) }))),
      cookies: texts,
      params: texts,
    }),
  ),
});

const extAuth = z.object({
  http: z.exactOptional(
    z.object({
      path: z.exactOptional(z.string()),
      headersToBackend: texts,
      backendRef: z.exactOptional(backendRef),
      backendRefs: z.exactOptional(list(backendRef, { max: 1 })),
    }),
  ),
  grpc: z.exactOptional(
    z.object({
      backendRef: z.exactOptional(backendRef),
      backendRefs: z.exactOptional(list(backendRef, { max: 1 })),
    }),
  ),
  headersToExtAuth: texts,
  bodyToExtAuth: z.exactOptional(z.object({ maxRequestBytes: integer({ min: 1, max: 10_485_760 }) })),
  timeout: time,
  failOpen: z.exactOptional(z.literal(false)),
});

const authorizationRule = z.object({
  name: z.exactOptional(z.string()),
  action: z.enum(['Allow', 'Deny']),
  principal: z.object({
    clientCIDRs: texts,
    jwt: z.exactOptional(
      z.object({
        provider: z.string(),
        claims: z.exactOptional(
          z.array(
            z.object({
              name: z.string(),
              valueType: z.exactOptional(z.enum(['String', 'StringArray'])),
              values: z.array(z.string()),
            }),
          ),
        ),
      }),
    ),
  }),
});

/** The fields of a SecurityPolicy that are carried out; any other closes the policy's scope. */
export const securitySpec = z.object({
  mergeType: z.exactOptional(z.enum(['StrategicMerge', 'JSONMerge'])),
  cors: z.exactOptional(cors),
  jwt: z.exactOptional(z.object({ optional: z.exactOptional(z.boolean()), providers: z.array(provider) })),
  basicAuth: z.exactOptional(z.object({ users: secretRef, forwardUsernameHeader: z.exactOptional(z.string()) })),
  apiKeyAuth: z.exactOptional(
    z.object({
      credentialRefs: z.array(secretRef),
      extractFrom: z.exactOptional(z.array(z.object({ headers: texts, params: texts, cookies: texts }))),
      forwardClientIDHeader: z.exactOptional(z.string()),
    }),
  ),
  extAuth: z.exactOptional(extAuth),
  authorization: z.exactOptional(
    z.object({
      defaultAction: z.exactOptional(z.enum(['Allow', 'Deny'])),
      rules: z.exactOptional(z.array(authorizationRule)),
    }),
  ),
});

export type SecuritySpec = z.infer<typeof securitySpec>;

export const securityPolicy = envoyGatewayKind({
  kind: 'SecurityPolicy',
  schema: securitySpec,
  targets: ['Gateway', 'ListenerSet', 'HTTPRoute'],
  protects: true,
});
