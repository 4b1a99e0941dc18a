import { parentPort, workerData } from 'node:worker_threads';

import { assert } from '../base/assert.ts';
import { GuardError, saidBy } from '../base/errors.ts';
import { connectCurrent } from '../ledger/connect.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { OpenedDatabase } from '../ledger/openDatabase.ts';
import { openingOf } from '../ledger/requestLedger.ts';
import { StatusLedger } from '../ledger/statusLedger.ts';
import { LedgerFile } from './ledgerFile.ts';
import { IngestLoop } from './ingestLoop.ts';
import { Ingester } from './ingestThreads.ts';
import type { LedgerMethod, WireError, WorkerInput, WorkerMessage, WorkerRequest } from './ingestProtocol.ts';
import { remoteLedgers } from './remoteLedger.ts';

const input = workerData as WorkerInput;
assert(parentPort !== null, 'the ingest worker runs in a worker thread');
const port = parentPort;

function tell(message: WorkerMessage): void {
  port.postMessage(message);
}

function wireError(error: unknown): WireError {
  const { code, remedySaid: remedy } = GuardError.is(error) ? error : { code: undefined, remedySaid: undefined };
  return { code, said: saidBy(error), remedy };
}

const ledgerFile = new LedgerFile(input.ledgerFile);

/** Where another process has put the damaged file aside, what it began is opened. */
async function openLedger(wasDamaged: boolean): Promise<StatusLedger> {
  const current = wasDamaged ? undefined : connectCurrent(ledgerFile.path);
  const opened = current === undefined ? await makeLedger(wasDamaged) : { db: current, setAside: undefined };
  const ledger = new StatusLedger(openingOf(opened, input.rateCard, Date.now()));
  ledgerFile.remember();
  if (opened.setAside !== undefined) {
    tell({ kind: 'setAside', file: opened.setAside });
  }
  return ledger;
}

/** What makes a ledger, or a new one of an older, is loaded where there is none of today. */
async function makeLedger(wasDamaged: boolean): Promise<OpenedDatabase> {
  const { openDatabase, setAsideDamaged } = await import('../ledger/openDatabase.ts');
  const nowMs = Date.now();
  const setAside = wasDamaged && ledgerFile.isSame() ? setAsideDamaged(ledgerFile.path, nowMs) : undefined;
  const opened = openDatabase(ledgerFile.path, nowMs);
  return { ...opened, setAside: setAside ?? opened.setAside };
}

/** All that may be asked of an open ledger: what a window does not show at a glance is loaded when it is asked for. */
const wholeLedgers = new WeakMap<StatusLedger, Promise<Ledger>>();

async function wholeLedger(): Promise<Ledger> {
  const status = await loop.ledger();
  const whole =
    wholeLedgers.get(status) ?? import('../ledger/ledger.ts').then((part) => new part.Ledger(status.opening));
  wholeLedgers.set(status, whole);
  return whole;
}

/** Threads would have a window start slowly, all of whose parts do. They wait for it, but not for one that fails. */
const STARTED_WITHIN_MS = 5_000;
const start: PromiseWithResolvers<void> = Promise.withResolvers();
setTimeout(start.resolve, STARTED_WITHIN_MS);

function makeIngester(promptSalt: string): Ingester {
  const { rateCard, threadScript } = input;
  const tools = { ledgerFile: ledgerFile.path, rateCard, promptSalt, threadScript, givesWay: true };
  return new Ingester({ ...tools, threadsFrom: start.promise });
}

/** A failure to open is answered to every request; the loop tries again by itself. */
const loop = new IngestLoop(input.homes, input.spoolFolder, openLedger, () => ledgerFile.isIntact(), makeIngester, {
  onProgress: (progress, isDone) => {
    tell({ kind: 'progress', progress, isDone });
  },
  onChanged: () => {
    tell({ kind: 'changed' });
  },
  onTrouble: (error) => {
    tell({ kind: 'trouble', error: wireError(error) });
  },
});

/** After these, whoever shows something must look again. */
const WRITING_METHODS: ReadonlySet<LedgerMethod> = new Set<LedgerMethod>([
  'decide',
  'answerDecision',
  'beginRun',
  'settleRun',
  'recordBalances',
  'tellPoll',
  'recordAccountFigures',
  'recordWitnessed',
  'answerApproval',
]);

async function answer(request: WorkerRequest): Promise<unknown> {
  switch (request.kind) {
    case 'hasStarted':
      start.resolve();
      return undefined;
    case 'ingest':
      return loop.ingestNow();
    case 'titles':
      return (await import('./readTitles.ts')).readTitles(await wholeLedger(), request.runIds);
    case 'prompt':
      return (await import('./readTitles.ts')).readPrompt(await wholeLedger(), request.runId);
    case 'call':
      return call(request.method, request.args);
  }
}

async function call(method: LedgerMethod, args: readonly unknown[]): Promise<unknown> {
  const ledger = remoteLedgers<Ledger>(await loop.ledger(), wholeLedger);
  const result = await (ledger[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
  if (WRITING_METHODS.has(method)) {
    tell({ kind: 'changed' });
  }
  return result;
}

async function reply(request: WorkerRequest): Promise<void> {
  try {
    tell({ kind: 'result', id: request.id, value: await answer(request) });
  } catch (error) {
    tell({ kind: 'error', id: request.id, error: wireError(error) });
    loop.recoverFrom(error);
  }
}

port.on('message', (request: WorkerRequest) => void reply(request));

loop.start();
