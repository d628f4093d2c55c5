/** Wrong usage: the command says so and ends with exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
