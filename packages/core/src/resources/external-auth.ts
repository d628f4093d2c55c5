import * as z from 'zod';
import { type CelRule, withRules } from './cel-rule.ts';
import { perChannel } from './channel.ts';
import { listSet } from './list.ts';
import { integer } from './names.ts';
import { backendObjectReference } from './object-ref.ts';
import { text } from './text.ts';

interface AuthShape {
  readonly protocol: 'HTTP' | 'GRPC';
  readonly http?: unknown;
  readonly grpc?: unknown;
}

const rulesFor = (protocol: AuthShape['protocol'], field: 'http' | 'grpc') => [
  {
    message: `${field} must be specified when protocol is set to '${protocol}'`,
    holds: (auth: AuthShape) => auth.protocol !== protocol || auth[field] !== undefined,
  },
  {
    message: `protocol must be '${protocol}' when ${field} is set`,
    holds: (auth: AuthShape) => auth[field] === undefined || auth.protocol === protocol,
  },
];

const externalAuthRules: readonly CelRule<AuthShape>[] = [...rulesFor('GRPC', 'grpc'), ...rulesFor('HTTP', 'http')];

const headerList = listSet(z.string(), { max: 64 });

/** GEP-1494; experimental. */
export const httpExternalAuth = perChannel((channel) =>
  withRules(
    z.object({
      protocol: z.enum(['HTTP', 'GRPC']),
      backendRef: backendObjectReference[channel],
      grpc: z.exactOptional(z.object({ allowedHeaders: z.exactOptional(headerList) })),
      http: z.exactOptional(
        z.object({
          path: z.exactOptional(text({ max: 1024, pattern: /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$/ })),
          allowedHeaders: z.exactOptional(headerList),
          allowedResponseHeaders: z.exactOptional(headerList),
        }),
      ),
      forwardBody: z.exactOptional(z.object({ maxSize: z.exactOptional(integer({ min: 0 })) })),
    }),
    externalAuthRules,
  ),
);

export type HttpExternalAuth = z.infer<typeof httpExternalAuth.experimental>;
