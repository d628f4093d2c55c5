import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { duration, headerName } from './names.ts';
import { text } from './text.ts';

/** GEP-1619; experimental. */
export const sessionPersistence = withRules(
  z.object({
    type: z.enum(['Cookie', 'Header']).default('Cookie'),
    absoluteTimeout: z.exactOptional(duration),
    cookie: z.exactOptional(
      z.object({
        name: z.exactOptional(headerName),
        path: text({ max: 1024 }).default('/'),
        lifetimeType: z.enum(['Permanent', 'Session']).default('Session'),
      }),
    ),
    header: z.exactOptional(z.object({ name: headerName })),
  }),
  [
    {
      message: 'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent',
      holds: (session) => session.cookie?.lifetimeType !== 'Permanent' || session.absoluteTimeout !== undefined,
    },
    {
      message: 'cookie must be nil if type is not Cookie',
      holds: (session) => session.cookie === undefined || session.type === 'Cookie',
    },
    {
      message: 'cookie must be specified for Cookie type',
      holds: (session) => session.type !== 'Cookie' || session.cookie !== undefined,
    },
    {
      message: 'header must be nil if type is not Header',
      holds: (session) => session.header === undefined || session.type === 'Header',
    },
    {
      message: 'header must be specified for Header type',
      holds: (session) => session.type !== 'Header' || session.header !== undefined,
    },
  ],
);

export type SessionPersistence = z.infer<typeof sessionPersistence>;
