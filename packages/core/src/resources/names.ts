import * as z from 'zod';
import { keywords } from './keywords.ts';
import { type TextLimits, text } from './text.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;

/** A DNS subdomain, of which a name must consist (RFC 1123). */
export const subdomainPattern = new RegExp(`^${subdomain}$`);
export const labelPattern = new RegExp(`^${label}$`);
/** May start with `*.`, which stands for one or more labels. */
export const hostnamePattern = new RegExp(`^(\\*\\.)?${subdomain}$`);
/** A qualified name as keys of labels and annotations are. */
export const qualifiedKeyPattern = new RegExp(`^(${subdomain}/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$`);
export const labelValuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

export const groupName = text({ max: 253, pattern: new RegExp(`^$|^${subdomain}$`) });
export const kindName = text({ min: 1, max: 63, pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/ });
export const objectName = text({ min: 1, max: 253 });
export const namespaceName = text({ min: 1, max: 63, pattern: labelPattern });
/** The name of a listener or rule. */
export const sectionName = text({ min: 1, max: 253, pattern: subdomainPattern });
export const hostname = text({ min: 1, max: 253, pattern: hostnamePattern });
/** A hostname without a wildcard. */
export const preciseHostname = text({ min: 1, max: 253, pattern: subdomainPattern });
export const controllerName = text({
  min: 1,
  max: 253,
  pattern: new RegExp(`^${subdomain}\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$`),
});
/** A field name of HTTP (RFC 9110 token). */
export const headerName = text({ min: 1, max: 256, pattern: /^[A-Za-z0-9!#$%&'*+\-.^_\x60|~]+$/ });
/** GEP-2257: up to four numbers with units, which add up. */
export const duration = text({ pattern: /^([0-9]{1,5}(h|m|s|ms)){1,4}$/ });
/** A value of `tls.options` or `infrastructure.annotations`. */
export const annotationValue: TextLimits = { max: 4096 };
export const labelValue: TextLimits = { max: 63, pattern: labelValuePattern };

/**
 * The CRD's pattern leaves the alternatives unanchored, so that any text passes that contains one of the middle ones
 * or starts with `Hostname`: kept as it is, because the API server accepts what it accepts.
 */
export const addressType = text({
  min: 1,
  max: 253,
  pattern: new RegExp(`^Hostname|IPAddress|NamedAddress|${subdomain}\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$`),
});
/** Unanchored like `addressType`. */
export const protocolType = text({
  min: 1,
  max: 255,
  pattern: new RegExp(`^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|${subdomain}\\/[A-Za-z0-9]+$`),
});

export interface IntegerLimits {
  readonly min?: number;
  readonly max?: number;
}

/** A whole number with the limits of a CRD field. */
export function integer({ min, max }: IntegerLimits = {}) {
  const schema = z.int({ abort: true }).check((context) => {
    const { value: input, issues } = context;
    if (min !== undefined && input < min) {
      issues.push({ code: 'too_small', origin: 'number', minimum: min, inclusive: true, input, continue: true });
    }
    if (max !== undefined && input > max) {
      issues.push({ code: 'too_big', origin: 'number', maximum: max, inclusive: true, input, continue: true });
    }
  });
  keywords.add(schema, { ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) });
  return schema;
}

export const portNumber = integer({ min: 1, max: 65535 });
