import * as z from 'zod';

import { MOST_TOKENS } from '../core/tokenUsage.ts';

/** Pieces of Codex's JSON that its logs and its app-server have in common. */

/** Text where there is some; null, empty and of another type are "not said". */
export const optionalText = z
  .string()
  .min(1)
  .nullish()
  .transform((value) => value ?? undefined)
  .catch(undefined);

/** A count of tokens that can be believed. */
export const tokens = z.number().int().nonnegative().max(MOST_TOKENS);
