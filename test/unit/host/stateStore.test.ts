import assert from 'node:assert/strict';
import { mock } from 'node:test';

import { Emitter } from '../../../src/base/emitter.ts';
import { GuardError } from '../../../src/base/errors.ts';
import type { Log } from '../../../src/base/log.ts';
import type { WalletState } from '../../../src/core/wallet/wallet.ts';
import type { PolicyStore, UsageStore, WalletStore } from '../../../src/guard/ports.ts';
import type { GuardState } from '../../../src/host/hooks/guardState.ts';
import { StateStore } from '../../../src/host/stateStore.ts';
import type { IngestProgress } from '../../../src/ingest/ingestHome.ts';
import { wallet } from '../make.ts';

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const ignore = (): void => undefined;
const settled = () => new Promise(setImmediate);

/** Its answers are told apart by a count of rollouts: 1 for what was asked first. */
class FakeLedger {
  readonly #waiting: (() => void)[] = [];
  asked = 0;
  answersAtOnce = true;
  failure: Error | undefined;

  get waiting(): number {
    return this.#waiting.length;
  }

  async coverage() {
    const rollouts = (this.asked += 1);
    if (!this.answersAtOnce) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.failure !== undefined) {
      throw this.failure;
    }
    return { rollouts, malformedLines: 0, incompleteThreads: 0 };
  }

  /** Gives the answer to what was asked last. */
  answerLast(): void {
    this.#waiting.pop()?.();
  }

  readonly report = () => Promise.resolve({ rows: [], totals: undefined });
  readonly budgets = () => Promise.resolve([]);
  readonly budgetForecasts = () => Promise.resolve([]);
  readonly latestRuns = () => Promise.resolve([]);
  readonly unguardedRuns = () => Promise.resolve([]);
  readonly leftHolds = () => Promise.resolve([]);
  statements: string[] = [];
  readonly walletStatement = (account: string) => {
    this.statements.push(account);
    return Promise.resolve({ rows: [], totals: undefined });
  };
  readonly priceAgreements = () => Promise.resolve([]);
  accuracies = 0;
  readonly estimateAccuracy = () => {
    this.accuracies += 1;
    return Promise.resolve({ points: [] });
  };
  outlooks: string[] = [];
  readonly walletOutlook = (account: string) => {
    this.outlooks.push(account);
    return Promise.resolve({ alerts: [], lots: [], topUps: [], daysKnown: 0, unpricedDraws: 0 });
  };
}

describe('the state of all that is shown', () => {
  let store: StateStore;
  let ledger: FakeLedger;
  let told: GuardState[];
  const changed = new Emitter<void>(ignore);
  const progressed = new Emitter<{ readonly progress: IngestProgress; readonly isDone: boolean }>(ignore);
  const failed = new Emitter<GuardError>(ignore);
  const setAside = new Emitter<string>(ignore);
  const wallets = new Emitter<WalletState>(ignore);

  beforeEach(async () => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    ledger = new FakeLedger();
    told = [];
    const ingest = {
      ledger: ledger as unknown as UsageStore & PolicyStore & WalletStore,
      onDidChange: changed.event,
      onDidProgress: progressed.event,
      onDidFail: failed.event,
      onDidSetAside: setAside.event,
    };
    const runs = { meters: [], openQuestions: 0, onDidChange: new Emitter<void>(ignore).event };
    const hooks = { hooks: [], failure: undefined, onDidChange: new Emitter<void>(ignore).event };
    const sources = { ingest, wallet: { state: wallet(), onDidChange: wallets.event }, hooks, runs };
    store = new StateStore({ ...sources, policySources: () => Promise.resolve([]) }, Promise.resolve('UTC'), silent);
    await readOnce();
    store.onDidChange((state) => told.push(state));
  });

  const PROGRESS: IngestProgress = { files: 300, filesDone: 0, filesTotal: 300, bytesRead: 0, added: 0, observed: 0 };

  /** The homes have been read; what is asked from now on is counted. */
  async function readOnce(): Promise<void> {
    progressed.fire({ progress: PROGRESS, isDone: true });
    await settled();
    mock.timers.tick(200);
    ledger.asked = 0;
  }

  afterEach(() => {
    store.dispose();
    mock.timers.reset();
  });

  const shown = (): number | undefined => store.state.usage?.coverage.rollouts;

  it('works out how well estimates do only once somebody looks', async () => {
    changed.fire();
    await settled();
    assert.deepEqual([ledger.accuracies, store.state.accuracy], [0, undefined]);
    store.wantAccuracy();
    await settled();
    assert.equal(ledger.accuracies, 1);
    assert.notEqual(store.state.accuracy, undefined);
  });

  it('shows a change in the ledger at once', async () => {
    changed.fire();
    await settled();
    assert.deepEqual([ledger.asked, shown(), told.length], [1, 1, 1]);
  });

  it('does not show what a ledger holds that is begun anew, until all is read', async () => {
    changed.fire();
    await settled();
    setAside.fire('/data/ledger.sqlite.damaged');
    mock.timers.tick(200);
    changed.fire();
    await settled();
    assert.deepEqual([ledger.asked, shown()], [1, undefined]);
    progressed.fire({ progress: PROGRESS, isDone: true });
    mock.timers.tick(200);
    await settled();
    assert.deepEqual([ledger.asked, shown()], [2, 2]);
  });

  it('shows what is known when reading fails, and why it does', async () => {
    setAside.fire('/data/ledger.sqlite.damaged');
    failed.fire(new GuardError('ledger.unwritable', 'the disk is full'));
    changed.fire();
    await settled();
    assert.deepEqual([shown(), store.state.setAsideFile], [1, '/data/ledger.sqlite.damaged']);
  });

  it('shows a burst of changes with its first and its last', async () => {
    for (let count = 0; count < 50; count += 1) {
      changed.fire();
      await settled();
    }
    assert.equal(ledger.asked, 1);
    mock.timers.tick(200);
    await settled();
    assert.deepEqual([ledger.asked, shown()], [2, 2]);
  });

  it('asks five times a second at most, however long changes go on', async () => {
    for (let elapsedMs = 0; elapsedMs < 2000; elapsedMs += 20) {
      changed.fire();
      await settled();
      mock.timers.tick(20);
    }
    assert.ok(ledger.asked <= 11, String(ledger.asked));
  });

  it('lets no late answer take the place of a newer one', async () => {
    ledger.answersAtOnce = false;
    const asked = [store.reload(), store.reload()];
    while (ledger.asked < 2 || ledger.waiting > 0) {
      await settled();
      ledger.answerLast();
    }
    await Promise.all(asked);
    assert.equal(shown(), 2);
  });

  it('does not ask a ledger that still owes an answer', async () => {
    ledger.answersAtOnce = false;
    for (let count = 0; count < 10; count += 1) {
      changed.fire();
      mock.timers.tick(200);
      await settled();
    }
    assert.equal(ledger.asked, 1);
    ledger.answersAtOnce = true;
    ledger.answerLast();
    await settled();
    await settled();
    assert.deepEqual([ledger.asked, shown()], [2, 2]);
  });

  it('is, after a reload that was asked for, of a time after the question', async () => {
    ledger.answersAtOnce = false;
    changed.fire();
    await settled();
    const reloaded = store.reload();
    ledger.answersAtOnce = true;
    ledger.answerLast();
    await reloaded;
    assert.equal(shown(), 2);
  });

  it('keeps the last figures when the ledger fails, and says why', async () => {
    await store.reload();
    ledger.failure = new GuardError('worker.exited', 'gone');
    await store.reload();
    assert.deepEqual([shown(), store.state.trouble], [1, 'gone']);
    ledger.failure = undefined;
    await store.reload();
    assert.equal(store.state.trouble, undefined);
  });

  it('tells of the progress of a first reading ten times a second at most, and of its end', async () => {
    for (let filesDone = 1; filesDone <= 300; filesDone += 1) {
      progressed.fire({ progress: { ...PROGRESS, filesDone }, isDone: filesDone === 300 });
    }
    await settled();
    assert.equal(told[0]?.reading?.filesDone, 1);
    mock.timers.tick(100);
    assert.ok(told.length <= 3, String(told.length));
    assert.equal(told.at(-1)?.reading, undefined);
  });

  it('tells at once what the balance has become, and that time goes by', () => {
    wallets.fire(wallet());
    assert.equal(told.length, 1);
    mock.timers.tick(15_000);
    assert.equal(told.length, 2);
  });

  it('the statement is made anew when the ledger has something new', async () => {
    ledger.statements = [];
    mock.timers.tick(10_000);
    changed.fire();
    await settled();
    assert.deepEqual(ledger.statements, ['acct-1']);
  });

  it('nothing of a ledger that was set aside is shown, no statement either', async () => {
    mock.timers.tick(10_000);
    changed.fire();
    await settled();
    assert.ok(store.state.walletModel && store.state.outlookModel);
    setAside.fire('/data/ledger.sqlite.damaged-1');
    assert.deepEqual([store.state.walletModel, store.state.outlookModel], [undefined, undefined]);
  });

  it('what the past means is read every 15 s at most, for the account that it is of', async () => {
    mock.timers.tick(15_000);
    await settled();
    ledger.outlooks = [];
    for (let elapsedMs = 0; elapsedMs < 30_000; elapsedMs += 1000) {
      changed.fire();
      await settled();
      mock.timers.tick(1000);
    }
    assert.deepEqual([ledger.outlooks.length <= 3, new Set(ledger.outlooks)], [true, new Set(['acct-1'])]);
    assert.equal(store.state.outlookModel?.account, 'acct-1');
  });

  it('the statement is made anew when the balance moves, for the account that it is of', async () => {
    ledger.statements = [];
    mock.timers.tick(10_000);
    wallets.fire(wallet());
    await settled();
    assert.deepEqual(ledger.statements, ['acct-1']);
    assert.deepEqual(store.state.walletModel?.statement.rows, []);
  });
});
