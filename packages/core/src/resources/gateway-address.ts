import * as z from 'zod';
import { withRules } from './cel-rule.ts';
import { experimental } from './channel.ts';
import { isIpAddress } from './ip-address.ts';
import { addressType } from './names.ts';
import { gatewayAddressRules, gatewayStatusAddressRules, routabilityRules } from './rules/gateway-address-rules.ts';
import { text } from './text.ts';

interface AddressShape {
  readonly type: string;
  readonly value?: string;
}

/** `oneOf` in the CRD: the format of a value of type IPAddress; CEL is skipped after it like after a wrong type. */
const ipFormat = (context: z.core.ParsePayload<AddressShape>): void => {
  const { type, value } = context.value;
  if (type !== 'IPAddress' || value === undefined || isIpAddress(value)) return;
  context.issues.push({
    code: 'invalid_format',
    format: 'ip',
    path: ['value'],
    origin: 'string',
    input: value,
    continue: false,
  });
};

/** Experimental (GEP-5093). */
const routability = withRules(text({ max: 253 }), routabilityRules);

export const gatewayAddress = withRules(
  z
    .object({
      type: addressType.default('IPAddress'),
      value: z.exactOptional(text({ max: 253 })),
      routability: experimental(z.exactOptional(routability)),
    })
    .check(ipFormat),
  gatewayAddressRules,
);

export type GatewayAddress = z.infer<typeof gatewayAddress>;

export const gatewayStatusAddress = withRules(
  z
    .object({
      type: addressType.default('IPAddress'),
      value: text({ min: 1, max: 253 }),
      routability: experimental(z.exactOptional(routability)),
    })
    .check(ipFormat),
  gatewayStatusAddressRules,
);

export type GatewayStatusAddress = z.infer<typeof gatewayStatusAddress>;
