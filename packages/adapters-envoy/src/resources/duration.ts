/** Milliseconds as Envoy's JSON has them: seconds with up to three decimals. */
export const duration = (milliseconds: number): string => `${milliseconds / 1000}s`;
