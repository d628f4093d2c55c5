import { parseDuration } from '../../resources/duration.ts';

/** Of a duration that a schema has let through. */
export const milliseconds = (duration: string): number => parseDuration(duration) ?? 0;
