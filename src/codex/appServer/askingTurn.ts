/** A turn whose request is at the gate; undefined agent: the run's own thread. A turn has one request at a time. */
export interface AskingTurn {
  readonly turnId: string;
  readonly agentId: string | undefined;
}
