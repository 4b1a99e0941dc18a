import * as z from 'zod/mini';

const MOST_COLUMNS = 32;
const MOST_ROWS = 2_000;
const MOST_CELL_CHARS = 8_192;

const cellText = z.string().check(z.maxLength(MOST_CELL_CHARS));

/** A table as it is shown: words, figures as they are, and null for what is not known. */
export const shownTable = z.strictObject({
  name: cellText,
  columns: z.array(cellText).check(z.maxLength(MOST_COLUMNS)),
  rows: z
    .array(z.array(z.union([cellText, z.number(), z.null()])).check(z.maxLength(MOST_COLUMNS)))
    .check(z.maxLength(MOST_ROWS)),
});
export type ShownTableView = z.infer<typeof shownTable>;
