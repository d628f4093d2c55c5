import * as z from 'zod';
import { type CelRule, withRules } from './cel-rule.ts';
import { portNumber, preciseHostname } from './names.ts';
import { text } from './text.ts';

interface ModifierShape {
  readonly type: 'ReplaceFullPath' | 'ReplacePrefixMatch';
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

const rulesFor = (type: ModifierShape['type'], field: 'replaceFullPath' | 'replacePrefixMatch') => [
  {
    message: `${field} must be specified when type is set to '${type}'`,
    holds: (modifier: ModifierShape) => modifier.type !== type || modifier[field] !== undefined,
  },
  {
    message: `type must be '${type}' when ${field} is set`,
    holds: (modifier: ModifierShape) => modifier[field] === undefined || modifier.type === type,
  },
];

const pathModifierRules: readonly CelRule<ModifierShape>[] = [
  ...rulesFor('ReplaceFullPath', 'replaceFullPath'),
  ...rulesFor('ReplacePrefixMatch', 'replacePrefixMatch'),
];

export const httpPathModifier = withRules(
  z.object({
    type: z.enum(['ReplaceFullPath', 'ReplacePrefixMatch']),
    replaceFullPath: z.exactOptional(text({ max: 1024 })),
    replacePrefixMatch: z.exactOptional(text({ max: 1024 })),
  }),
  pathModifierRules,
);

export type HttpPathModifier = z.infer<typeof httpPathModifier>;

export const httpRequestRedirect = z.object({
  scheme: z.exactOptional(z.enum(['http', 'https'])),
  hostname: z.exactOptional(preciseHostname),
  path: z.exactOptional(httpPathModifier),
  port: z.exactOptional(portNumber),
  statusCode: z.literal([301, 302, 303, 307, 308]).default(302),
});

export type HttpRequestRedirect = z.infer<typeof httpRequestRedirect>;

export const httpUrlRewrite = z.object({
  hostname: z.exactOptional(preciseHostname),
  path: z.exactOptional(httpPathModifier),
});

export type HttpUrlRewrite = z.infer<typeof httpUrlRewrite>;
