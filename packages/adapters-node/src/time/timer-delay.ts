/** The longest time that Node's timers wait, in milliseconds; with a longer one they do not wait at all. */
export const longestDelay = 2 ** 31 - 1;

/** A time for a timer: the longest one, 25 days, for those that are longer. */
export const timerDelay = (milliseconds: number): number => Math.min(milliseconds, longestDelay);
