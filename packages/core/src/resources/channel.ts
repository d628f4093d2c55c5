import * as z from 'zod';

/** Which set of CRDs is installed. The experimental one has more fields, and checks more. */
export type Channel = 'standard' | 'experimental';

/** Fields that only the experimental CRDs have; the standard channel prunes them as unknown. */
export const experimentalFields = z.registry<{ readonly experimental: true }>();

/** Marks a field as one of the experimental channel. */
export function experimental<T extends z.ZodType>(schema: T): T {
  experimentalFields.add(schema, { experimental: true });
  return schema;
}

/** A schema for each channel: they have the same type, but do not refuse the same values. */
export interface PerChannel<T> {
  readonly standard: T;
  readonly experimental: T;
}

export function perChannel<T>(build: (channel: Channel) => T): PerChannel<T> {
  return { standard: build('standard'), experimental: build('experimental') };
}
