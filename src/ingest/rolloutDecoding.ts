import { parsedJson } from '../codex/rollouts/jsonFields.ts';
import { LimitSightings } from '../codex/rollouts/limitSightings.ts';
import { type LineKind, kindOfLine } from '../codex/rollouts/lineKind.ts';
import type { LineVisitor } from '../codex/rollouts/lineScanner.ts';
import { type ParsedLine, readRolloutLine } from '../codex/rollouts/parseRolloutLine.ts';
import { decodeLine } from '../codex/rollouts/rolloutDecoder.ts';
import type { RolloutLine } from '../codex/rollouts/rolloutLine.ts';
import type { DecodedSurroundings, RolloutState } from '../codex/rollouts/rolloutState.ts';
import { totalId } from '../codex/rollouts/runningTotals.ts';
import type { DecodedTurn } from '../codex/rollouts/turnDecoder.ts';
import { surfaceOf } from '../codex/surface.ts';
import type { EndedTurn } from '../core/hooks/hookedRun.ts';
import { promptFeatures } from '../core/estimate/prompt.ts';
import { API_KEY_ACCOUNT, type Surroundings } from '../core/usage/usageEvent.ts';
import type { WalletSnapshot } from '../core/wallet/wallet.ts';
import type { StreamTotal } from '../ledger/usage/provisionalUsage.ts';
import type { ThreadFacts } from '../ledger/usage/threadsTable.ts';
import type { TurnFacts } from '../ledger/usage/turnsTable.ts';
import type { NewUsageEvent } from '../ledger/usage/usageWriter.ts';

/** What a rollout tells beyond its own words. */
export interface DecodingTools {
  /** The workspace that a folder belongs to. */
  readonly workspaceOf: (folder: string) => string;
  readonly promptSalt: string;
}

/** What was decoded since it was last taken. */
export interface Decoded {
  readonly state: RolloutState;
  readonly thread: ThreadFacts | undefined;
  readonly turns: readonly TurnFacts[];
  readonly endedTurns: readonly EndedTurn[];
  readonly events: readonly NewUsageEvent[];
  readonly streamTotals: readonly StreamTotal[];
  readonly balances: readonly WalletSnapshot[];
  readonly malformedLines: number;
}

/** Decodes the lines of one rollout as they come, and gathers what they say. */
export class RolloutDecoding implements LineVisitor {
  readonly #tools: DecodingTools;
  readonly #modifiedAtMs: number;
  #state: RolloutState;
  #turns = new Map<string, TurnFacts>();
  #endedTurns: EndedTurn[] = [];
  #events: NewUsageEvent[] = [];
  #surroundings: { readonly decoded: DecodedSurroundings; readonly completed: Surroundings } | undefined;
  #streamTotals: StreamTotal[] = [];
  readonly #limits = new LimitSightings();
  #malformedLines: number;

  /** `modifiedAtMs` dates what bears no time of its own. */
  constructor(state: RolloutState, malformedLines: number, modifiedAtMs: number, tools: DecodingTools) {
    this.#state = state;
    this.#malformedLines = malformedLines;
    this.#modifiedAtMs = modifiedAtMs;
    this.#tools = tools;
  }

  /** How much has been gathered. */
  get size(): number {
    return this.#events.length + this.#turns.size;
  }

  line(bytes: Buffer, start: number, end: number, endOffset: number): void {
    const kind = this.#wantedKind(bytes, start, end);
    if (kind !== undefined) {
      this.#read(bytes, start, end, kind, endOffset - (end - start) - 1);
    }
  }

  wants(bytes: Buffer, start: number, end: number): boolean {
    return this.#wantedKind(bytes, start, end) !== undefined;
  }

  /** A prompt with that much in it pasted is a prompt all the same: its turn is told elsewhere. */
  tooLong(head: Buffer): void {
    const kind = kindOfLine(head, 0, head.length);
    const isPrompt = kind === 'user_message' || kind === 'item_completed';
    this.#malformedLines += isPrompt ? 0 : 1;
  }

  /**
   * The last line, without its newline, at an offset. It is taken where it is whole: no whole JSON text is the beginning
   * of a longer one. Returns whether it was.
   */
  lastLine(bytes: Buffer, offset: number): boolean {
    const kind = this.#wantedKind(bytes, 0, bytes.length);
    if (kind === undefined || parsedJson(bytes.toString('utf8')) === undefined) {
      return false;
    }
    this.#read(bytes, 0, bytes.length, kind, offset);
    return true;
  }

  /** Hands over what was gathered, and begins anew. */
  take(): Decoded {
    const decoded = {
      state: this.#state,
      thread: threadFacts(this.#state),
      turns: [...this.#turns.values()],
      endedTurns: this.#endedTurns,
      events: this.#events,
      streamTotals: this.#streamTotals,
      balances: this.#balances(),
      malformedLines: this.#malformedLines,
    };
    this.#turns = new Map();
    this.#endedTurns = [];
    this.#events = [];
    this.#streamTotals = [];
    return decoded;
  }

  #wantedKind(bytes: Buffer, start: number, end: number): LineKind {
    const kind = kindOfLine(bytes, start, end);
    return kind === 'compacted' && this.#hasRecords ? undefined : kind;
  }

  /** A turn whose responses have records needs nothing that is about totals: a third of all lines that matter. */
  get #hasRecords(): boolean {
    return this.#state.turn?.hasRecords === true;
  }

  #read(bytes: Buffer, start: number, end: number, kind: Exclude<LineKind, undefined>, offset: number): void {
    const isTotal = kind === 'token_count';
    if (!isTotal || !this.#hasRecords) {
      this.#take(readRolloutLine(bytes, start, end, kind), offset);
    }
    // What is copied, the parent's own rollout tells.
    if (isTotal && this.#state.copying === undefined) {
      this.#limits.see(bytes, start, end);
    }
  }

  #take(parsed: ParsedLine, offset: number): void {
    if (parsed.kind === 'malformed') {
      this.#malformedLines += 1;
    } else if (parsed.kind === 'line') {
      this.#decode(parsed.line, offset);
    }
  }

  #decode(line: RolloutLine, offsetBytes: number): void {
    const { state, event, turn, endedTurn, streamTotal } = decodeLine(this.#state, line);
    this.#state = state;
    if (turn !== undefined) {
      this.#turns.set(turn.turnId, this.#turnFacts(turn, this.#turns.get(turn.turnId)));
    }
    if (endedTurn !== undefined) {
      this.#endedTurns.push(endedTurn);
    }
    if (event !== undefined) {
      this.#events.push({ ...event, surroundings: this.#completed(event.surroundings), offsetBytes });
    }
    if (streamTotal !== undefined) {
      this.#streamTotals.push({ ...streamTotal, occurredAtMs: this.#modifiedAtMs });
    }
  }

  /** Threads that are paid by key draw on no wallet, whatever their provider says. */
  #balances(): WalletSnapshot[] {
    const sightings = this.#limits.take();
    const { account } = this.#state.surroundings;
    return account === API_KEY_ACCOUNT
      ? []
      : sightings.map(({ observedAtMs, facts }) => ({
          ...facts,
          observedAtMs,
          source: 'rollout',
          account: { id: account, email: undefined },
        }));
  }

  /** Surroundings that stay the same stay one object, so that they are looked up once. */
  #completed(decoded: DecodedSurroundings): Surroundings {
    if (this.#surroundings?.decoded !== decoded) {
      const { cwd } = decoded;
      const workspace = cwd === undefined ? undefined : this.#tools.workspaceOf(cwd);
      this.#surroundings = { decoded, completed: { ...decoded, workspace } };
    }
    return this.#surroundings.completed;
  }

  #turnFacts({ prompt, ...turn }: DecodedTurn, before: TurnFacts | undefined): TurnFacts {
    const features =
      prompt === undefined ? undefined : promptFeatures(prompt.text, prompt.images, this.#tools.promptSalt);
    return before === undefined
      ? { ...turn, prompt: features }
      : { ...before, rootTurnId: before.rootTurnId ?? turn.rootTurnId, prompt: before.prompt ?? features };
  }
}

function threadFacts({ thread, inheritedTotal, copying, totals, isIncomplete }: RolloutState): ThreadFacts | undefined {
  if (thread === undefined) {
    return undefined;
  }
  const { threadId, rootThreadId, parentThreadId, forkedFromId, startedAtMs, originator, codexVersion } = thread;
  const isBeginningGuessed = copying === undefined && inheritedTotal !== undefined;
  return {
    threadId,
    rootThreadId,
    parentThreadId,
    forkedFromId,
    startedAtMs,
    surface: surfaceOf(originator),
    originator,
    codexVersion,
    inheritedTotalId: isBeginningGuessed ? totalId(inheritedTotal, totals.restarts) : undefined,
    isIncomplete,
  };
}
