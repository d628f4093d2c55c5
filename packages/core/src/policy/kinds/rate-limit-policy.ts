import * as z from 'zod';
import { withRules } from '../../resources/cel-rule.ts';
import { list, listMap } from '../../resources/list.ts';
import { duration, integer, sectionName } from '../../resources/names.ts';
import { text } from '../../resources/text.ts';
import { inheritedKind } from './inherited-kind.ts';
import { milliseconds } from './milliseconds.ts';

const limitKey = withRules(
  z.object({
    type: z.enum(['SourceAddress', 'Header', 'Claim']),
    /** Of the header or claim. */
    name: z.exactOptional(text({ min: 1, max: 256, pattern: /^[!-~]+$/ })),
  }),
  [
    {
      message: 'name must be there, except for SourceAddress',
      holds: ({ type, name }) => (type === 'SourceAddress') === (name === undefined),
    },
    {
      message: 'name must be the name of a header',
      holds: ({ type, name = '-' }) => type !== 'Header' || /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/.test(name),
    },
  ],
);

const rateLimit = withRules(
  z.object({
    name: sectionName,
    /** For each window; 0 lets nothing through. */
    requests: integer({ min: 0, max: 4_294_967_295 }),
    window: duration,
    /** Requests that may come at once; as many as `requests` unless said. */
    burst: z.exactOptional(integer({ min: 1, max: 4_294_967_295 })),
    /** `Local`: each process counts by itself. `Global`: all count together, in a store. */
    scope: z.exactOptional(z.enum(['Local', 'Global'])),
    /** Requests that are alike in all of these share a limit; all requests unless said. */
    by: z.exactOptional(list(limitKey, { max: 8 })),
  }),
  [{ message: 'window must be longer than 0', holds: ({ window }) => milliseconds(window) > 0 }],
);

/** What a RateLimitPolicy may say. All limits hold. */
export const rateLimitPolicySpec = z.object({ limits: z.exactOptional(listMap(rateLimit, 'name', { max: 16 })) });

export type RateLimitPolicySpec = z.infer<typeof rateLimitPolicySpec>;

export const rateLimitPolicy = inheritedKind({
  kind: 'RateLimitPolicy',
  schema: rateLimitPolicySpec,
  listMapKeys: { limits: 'name' },
});
