import * as z from 'zod/mini';

import { MOST_TOKENS } from '../core/usage/tokenUsage.ts';

/** Pieces of Codex's JSON that its logs and its app-server have in common. */

/** What is read of it, in our words. */
export function mapped<Schema extends z.ZodMiniType, To>(schema: Schema, to: (value: z.output<Schema>) => To) {
  return z.pipe(schema, z.transform(to));
}

/** A value where there is one that can be read; null, missing and of another type are "not said". */
export function ifSaid<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(
    mapped(z.nullish(schema), (value) => value ?? undefined),
    undefined,
  );
}

/** A name or an id. */
export const someText = z.string().check(z.minLength(1));

/** Text where there is some; empty is "not said", too. */
export const optionalText = ifSaid(someText);

/** A count of tokens that can be believed. */
export const tokens = z.int().check(z.nonnegative(), z.maximum(MOST_TOKENS));
