/**
 * For parsing with zod what comes now and then. Zod otherwise writes and compiles a function for every object schema
 * that it meets for the first time, which takes longer than a few thousand uses give back.
 */
export const INTERPRETED = { jitless: true } as const;

/** What became of a value that was held against a schema. */
type Interpreted<T> =
  { readonly success: true; readonly data: T } | { readonly success: false; readonly error: unknown };

/** A schema of zod's, of either size. */
interface Schema<T> {
  safeParse(value: unknown, options: typeof INTERPRETED): Interpreted<T>;
}

/**
 * Holds a value of others against a schema. It never throws, as zod does where a text or a list is expected and an
 * object comes whose `length` cannot be compared: that one does not fit either.
 */
export function interpreted<T>(schema: Schema<T>, value: unknown): Interpreted<T> {
  try {
    return schema.safeParse(value, INTERPRETED);
  } catch (error) {
    return { success: false, error };
  }
}
