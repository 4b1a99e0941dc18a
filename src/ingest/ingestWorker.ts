import { parentPort, workerData } from 'node:worker_threads';

import { assert } from '../base/assert.ts';
import { GuardError, saidBy } from '../base/errors.ts';
import { setAsideDamaged } from '../ledger/openDatabase.ts';
import { Ledger } from '../ledger/ledger.ts';
import { LedgerFile } from './ledgerFile.ts';
import { IngestLoop } from './ingestLoop.ts';
import { Ingester } from './ingestThreads.ts';
import { readPrompt, readTitles } from './readTitles.ts';
import type { LedgerMethod, WireError, WorkerInput, WorkerMessage, WorkerRequest } from './ingestProtocol.ts';

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
function openLedger(wasDamaged: boolean): Ledger {
  const setAside = wasDamaged && ledgerFile.isSame() ? setAsideDamaged(ledgerFile.path, Date.now()) : undefined;
  const ledger = new Ledger(ledgerFile.path, input.rateCard, Date.now());
  ledgerFile.remember();
  const file = setAside ?? ledger.setAside;
  if (file !== undefined) {
    tell({ kind: 'setAside', file });
  }
  return ledger;
}

function makeIngester(promptSalt: string): Ingester {
  const { rateCard, threadScript } = input;
  return new Ingester({ ledgerFile: ledgerFile.path, rateCard, promptSalt, threadScript, givesWay: true });
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
  if (request.kind === 'ingest') {
    await loop.ingestNow();
    return undefined;
  }
  if (request.kind === 'titles') {
    return readTitles(loop.ledger(), request.runIds);
  }
  if (request.kind === 'prompt') {
    return readPrompt(loop.ledger(), request.runId);
  }
  const ledger = loop.ledger() as unknown as Record<string, (...args: readonly unknown[]) => unknown>;
  const result = ledger[request.method]?.(...request.args);
  if (WRITING_METHODS.has(request.method)) {
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
