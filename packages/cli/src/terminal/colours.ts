import type { createColors } from 'picocolors';

/** Functions that colour a text, or leave it as it is where colours are off. */
export type Colours = ReturnType<typeof createColors>;
