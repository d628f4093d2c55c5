import * as z from 'zod';
import { type CelRule, withRules } from './cel-rule.ts';
import { httpMethods } from './http-match.ts';
import { listSet } from './list.ts';
import { headerName, integer } from './names.ts';
import { text } from './text.ts';

const origin = text({
  min: 1,
  max: 253,
  pattern: /(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)/,
});

const starAlone = (message: string): readonly CelRule<readonly string[]>[] => [
  { message, holds: (values) => values.length <= 1 || !values.includes('*') },
];

export const httpCors = z.object({
  allowOrigins: z.exactOptional(
    withRules(listSet(origin, { max: 64 }), starAlone("AllowOrigins cannot contain '*' alongside other origins")),
  ),
  allowCredentials: z.exactOptional(z.boolean()),
  allowMethods: z.exactOptional(
    withRules(
      listSet(z.enum([...httpMethods, '*']), { max: 9 }),
      starAlone("AllowMethods cannot contain '*' alongside other methods"),
    ),
  ),
  // "methods" is what the CRD says here too.
  allowHeaders: z.exactOptional(
    withRules(listSet(headerName, { max: 64 }), starAlone("AllowHeaders cannot contain '*' alongside other methods")),
  ),
  exposeHeaders: z.exactOptional(listSet(headerName, { max: 64 })),
  /** Seconds. */
  maxAge: integer({ min: 1 }).default(5),
});

export type HttpCors = z.infer<typeof httpCors>;
