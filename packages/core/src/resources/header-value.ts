import { perChannel } from './channel.ts';
import { text } from './text.ts';

/**
 * Visible characters, separated by single blanks. The CRD's `^[!-~]+([\t ]?[!-~]+)*$` means the same, but a
 * backtracking engine needs exponential time for it.
 */
const headerValuePattern = /^[!-~]+([\t ][!-~]+)*$/;

const limits = { min: 1, max: 4096 };

/** Of a header that is compared or set. */
export const headerValue = perChannel((channel) =>
  text(channel === 'experimental' ? { ...limits, pattern: headerValuePattern } : limits),
);
