/** What the ledger may lack, for saying so wherever its sums are shown. */
export interface Coverage {
  readonly rollouts: number;
  readonly malformedLines: number;
  readonly incompleteThreads: number;
}
