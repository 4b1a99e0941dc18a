/** A programmer's mistake: it is never caught to go on, only to be told. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Throws {@link AssertionError} when `condition` does not hold. For mistakes in our code, never for bad data. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new AssertionError(message);
  }
}

/** Ends a `switch` over a union: a forgotten member is an error of the compiler, and of the run. */
export function assertNever(value: never): never {
  throw new AssertionError(`unexpected value: ${JSON.stringify(value)}`);
}
