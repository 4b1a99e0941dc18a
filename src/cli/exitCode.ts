/** How the program ends; scripts rely on these. */
export const EXIT = {
  done: 0,
  failed: 1,
  badInput: 2,
  refused: 3,
  capped: 4,
  notConfirmed: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
