import type { CelRule } from '../cel-rule.ts';
import { hostnamePattern, subdomainPattern } from '../names.ts';

interface AddressShape {
  readonly type: string;
  readonly value?: string;
}

const pattern = '^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';

const hostnameIsWellFormed = ({ type, value }: AddressShape, whenAbsent: boolean): boolean =>
  type !== 'Hostname' || (value === undefined ? whenAbsent : hostnamePattern.test(value));

/** Of an address in the spec. */
export const gatewayAddressRules: readonly CelRule<AddressShape>[] = [
  {
    message: `Hostname value must be empty or contain only valid characters (matching ${pattern})`,
    holds: (address) => hostnameIsWellFormed(address, true),
  },
];

/** Of an address in the status. */
export const gatewayStatusAddressRules: readonly CelRule<AddressShape>[] = [
  {
    message: `Hostname value must only contain valid characters (matching ${pattern})`,
    holds: (address) => hostnameIsWellFormed(address, false),
  },
];

const uniqueValues = (type: string): CelRule<readonly AddressShape[]> => ({
  message: `${type} values must be unique`,
  holds: (addresses) => {
    const values = addresses.filter((address) => address.type === type && address.value !== undefined);
    return new Set(values.map(({ value }) => value)).size === values.length;
  },
});

/** Of the list of addresses in the spec. */
export const gatewayAddressListRules: readonly CelRule<readonly AddressShape[]>[] = [
  uniqueValues('IPAddress'),
  uniqueValues('Hostname'),
];

const isSubdomain = (text: string): boolean => text.length <= 253 && subdomainPattern.test(text);

/** Of `routability`. */
export const routabilityRules: readonly CelRule<string>[] = [
  {
    message:
      'Routability must be empty, Cluster, or an implementation-specific prefixed path; k8s.io and its subdomains are reserved',
    holds: (value) => {
      if (value === '' || value === 'Cluster') return true;
      const [domain = ''] = value.split('/');
      // "." does not match a line break in RE2.
      const hasPath = /^[^\n]*\/[^\n]+$/.test(value);
      return hasPath && isSubdomain(domain) && domain !== 'k8s.io' && !domain.endsWith('.k8s.io');
    },
  },
];
