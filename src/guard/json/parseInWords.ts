import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

import { INTERPRETED } from '../../base/interpreted.ts';

const { localeError } = en();

/** What is wrong with a value, in the order in which it was found. */
export type Issues = Pick<z.core.$ZodError, 'issues'>;

type InWords<T> = { readonly success: true; readonly data: T } | { readonly success: false; readonly error: Issues };

/**
 * Holds a value against a schema. What is wrong with it is said in words, which this smaller zod does not by itself. It
 * never throws: what zod itself stumbles over, such as an object whose `length` is no number, is wrong without words.
 */
export function parseInWords<T>(schema: z.core.$ZodType<T>, value: unknown): InWords<T> {
  try {
    return z.safeParse(schema, value, { ...INTERPRETED, error: localeError });
  } catch {
    return { success: false, error: { issues: [] } };
  }
}
