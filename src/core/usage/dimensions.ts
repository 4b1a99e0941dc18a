/** What of a request's surroundings a cut or a filter may look at. */
export const DIMENSIONS = ['model', 'workspace', 'surface'] as const;
/** What usage can be told apart by. */
export type Dimension = (typeof DIMENSIONS)[number] | 'tier';
