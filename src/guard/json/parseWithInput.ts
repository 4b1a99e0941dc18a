import * as z from 'zod/mini';

import { INTERPRETED } from '../../base/interpreted.ts';

/** What is wrong with a value, in the order in which it was found. */
export type Issues = Pick<z.core.$ZodError, 'issues'>;

type Parsed<T> = { readonly success: true; readonly data: T } | { readonly success: false; readonly error: Issues };

/** What an issue says for which its schema has no text of its own; see `issueText`. */
const WITHOUT_WORDS = (): string => '';

/**
 * Holds a value against a schema. What is wrong with it comes with the value that is, so that it can be said. It never
 * throws: what zod itself stumbles over, such as an object whose `length` is no number, is wrong without an issue.
 */
export function parseWithInput<T>(schema: z.core.$ZodType<T>, value: unknown): Parsed<T> {
  try {
    return z.safeParse(schema, value, { ...INTERPRETED, error: WITHOUT_WORDS, reportInput: true });
  } catch {
    return { success: false, error: { issues: [] } };
  }
}
