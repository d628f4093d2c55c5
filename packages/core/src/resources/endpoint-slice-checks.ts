import type * as z from 'zod';
import { isIpv4, isIpv6 } from './ip-address.ts';
import { report } from './metadata-checks.ts';
import { labelPattern, subdomainPattern } from './names.ts';

interface SliceShape {
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly endpoints: readonly { readonly addresses: readonly string[]; readonly hostname?: string }[];
  readonly ports: readonly { readonly name: string }[];
}

const addressFormats = {
  IPv4: { test: isIpv4, message: 'must be an IPv4 address, as addressType says' },
  IPv6: { test: isIpv6, message: 'must be an IPv6 address, as addressType says' },
  FQDN: {
    test: (text: string) => text.length <= 253 && subdomainPattern.test(text.replace(/\.$/, '')),
    message: 'must be a DNS name in lower case, as addressType says',
  },
} as const;

/**
 * What the API server refuses in an EndpointSlice, except addresses of loopback and link-local networks: without a
 * cluster, they are how a backend on the same machine is named.
 */
export function endpointSliceChecks(payload: z.core.ParsePayload<SliceShape>): void {
  const { addressType, endpoints, ports } = payload.value;
  const { test, message } = addressFormats[addressType];
  for (const [index, { addresses, hostname }] of endpoints.entries()) {
    for (const [at, address] of addresses.entries()) {
      if (!test(address)) report(payload, message, ['endpoints', index, 'addresses', at]);
    }
    if (hostname !== undefined && (hostname.length > 63 || !labelPattern.test(hostname))) {
      report(payload, 'must be a DNS label', ['endpoints', index, 'hostname']);
    }
  }
  const seen = new Set<string>();
  for (const [index, { name }] of ports.entries()) {
    if (name !== '' && (name.length > 63 || !labelPattern.test(name))) {
      report(payload, 'must be a DNS label', ['ports', index, 'name']);
    }
    if (seen.has(name)) report(payload, 'another port of the slice has this name', ['ports', index, 'name']);
    seen.add(name);
  }
}
