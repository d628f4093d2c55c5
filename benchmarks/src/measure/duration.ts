/** Milliseconds. CPU time counts all threads of the process, and not what other processes take. */
export interface Duration {
  readonly wall: number;
  readonly cpu: number;
}

export function timed<T>(run: () => T): { readonly value: T; readonly duration: Duration } {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const value = run();
  const elapsed = performance.now() - wall;
  const { user, system } = process.cpuUsage(cpu);
  return { value, duration: { wall: elapsed, cpu: (user + system) / 1000 } };
}
