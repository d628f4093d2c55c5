export { run } from './run.ts';
export type { Io } from './terminal/io.ts';
