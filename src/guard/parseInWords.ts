import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

import { INTERPRETED } from '../base/interpreted.ts';

const { localeError } = en();

/** Holds a value against a schema. What is wrong with it is said in words, which this smaller zod does not by itself. */
export function parseInWords<T>(schema: z.core.$ZodType<T>, value: unknown): z.core.util.SafeParseResult<T> {
  return z.safeParse(schema, value, { ...INTERPRETED, error: localeError });
}
