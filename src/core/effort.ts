/** Reasoning efforts from the least to the most. */
export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'] as const;

export type Effort = (typeof EFFORTS)[number];

/** The place of an effort in that order; undefined for one we do not know. */
export function effortRank(effort: string): number | undefined {
  const rank = (EFFORTS as readonly string[]).indexOf(effort);
  return rank < 0 ? undefined : rank;
}
