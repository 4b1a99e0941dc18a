import type { GuardErrorCode } from '../base/errors.ts';
import type { Said } from '../base/phrase.ts';
import type { RateCard } from '../core/prices/rateCard.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { IngestProgress } from './ingestHome.ts';

/** What the worker is started with. */
export interface WorkerInput {
  readonly ledgerFile: string;
  /** The bundled `ingestThread`, for reading with several threads. */
  readonly threadScript: string;
  readonly homes: readonly string[];
  /** Where hooks leave what responses used. */
  readonly spoolFolder: string;
  readonly rateCard: RateCard;
}

/** What of the ledger can be asked from another thread: not to write usage, nor what is too much for one answer. */
export type LedgerMethods = Omit<Ledger, 'opening' | 'writer' | 'setAside' | 'close' | 'dataVersion' | 'requests'>;
export type LedgerMethod = keyof LedgerMethods;

/** The same methods, answered later. */
export type Remote<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

export type RemoteLedger = Remote<LedgerMethods>;

/** To the worker. */
export type WorkerRequest =
  | { readonly kind: 'call'; readonly id: number; readonly method: LedgerMethod; readonly args: readonly unknown[] }
  /** The window has started: much may be read from now on. */
  | { readonly kind: 'hasStarted'; readonly id: number }
  /** Read what the homes hold now, at once, and answer when it is in the ledger. */
  | { readonly kind: 'ingest'; readonly id: number }
  /** Read the titles of runs from Codex's own files. */
  | { readonly kind: 'titles'; readonly id: number; readonly runIds: readonly string[] }
  /** Read the prompt that a run began with, from Codex's own file. */
  | { readonly kind: 'prompt'; readonly id: number; readonly runId: string };

/** A failure as it crosses threads. */
export interface WireError {
  readonly code: GuardErrorCode | undefined;
  readonly said: Said;
  readonly remedy: Said | undefined;
}

/** From the worker. */
export type WorkerMessage =
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: WireError }
  | { readonly kind: 'progress'; readonly progress: IngestProgress; readonly isDone: boolean }
  /** The ledger holds something new, by this process or another. */
  | { readonly kind: 'changed' }
  /** Reading cannot go on for now; it is tried again. */
  | { readonly kind: 'trouble'; readonly error: WireError }
  | { readonly kind: 'setAside'; readonly file: string };
