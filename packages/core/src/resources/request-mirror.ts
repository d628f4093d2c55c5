import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { perChannel } from './channel.ts';
import { integer } from './names.ts';
import { backendObjectReference } from './object-ref.ts';

export const fraction = withRules(
  z.object({ numerator: integer({ min: 0 }), denominator: integer({ min: 1 }).default(100) }),
  [
    {
      message: 'numerator must be less than or equal to denominator',
      holds: ({ numerator, denominator }) => numerator <= denominator,
    },
  ],
);

export const httpRequestMirror = perChannel((channel) =>
  withRules(
    z.object({
      backendRef: backendObjectReference[channel],
      percent: z.exactOptional(integer({ min: 0, max: 100 })),
      fraction: z.exactOptional(fraction),
    }),
    [
      {
        message: 'Only one of percent or fraction may be specified in HTTPRequestMirrorFilter',
        holds: (mirror) => mirror.percent === undefined || mirror.fraction === undefined,
      },
    ],
  ),
);

export type HttpRequestMirror = z.infer<typeof httpRequestMirror.experimental>;
