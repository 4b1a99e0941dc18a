import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { type Disposable, toDisposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { inEnglish } from '../../src/base/translate.ts';
import { Format } from '../../src/core/format.ts';
import { ActiveRuns } from '../../src/host/runs/activeRuns.ts';
import type { AskingWindow } from '../../src/host/hooks/askingWindow.ts';
import { askForHooks } from '../../src/host/hooks/hookQuestions.ts';
import { IngestClient } from '../../src/ingest/ingestClient.ts';
import type { CodexFixture } from '../support/codex/codexFixture.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { type HookedCodex, createHookedCodex } from '../support/codex/hookedCodex.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';
import { SHIPPED } from '../support/shippedPrograms.ts';
import { silentLog } from '../support/silentLog.ts';
import { card } from '../unit/make.ts';

const ASKED_WITHIN_MS = 60_000;

interface Asked {
  readonly question: string;
  readonly choose: (label: 'yes' | 'no') => void;
}

/** A window's part in the product, before a person who answers when the test says so. */
class Window {
  readonly asked: Asked[] = [];
  readonly told: string[] = [];
  readonly #ingest: IngestClient;
  readonly #focus = new Emitter<void>(() => undefined);
  readonly #asking: Disposable;
  #isFocused = false;

  constructor({ dataFolder, codexHome, root }: CodexFixture) {
    this.#ingest = new IngestClient(
      SHIPPED.ingestWorker,
      {
        ledgerFile: `${dataFolder}/ledger.sqlite`,
        threadScript: SHIPPED.ingestThread,
        homes: [codexHome],
        spoolFolder: `${dataFolder}/spool`,
        rateCard: card,
      },
      silentLog,
    );
    const window: AskingWindow = {
      id: randomUUID(),
      isFocused: () => this.#isFocused,
      onDidChangeFocus: this.#focus.event,
      ask: (question, [yes, no]) =>
        new Promise((resolve) => {
          this.asked.push({
            question,
            choose: (label) => {
              resolve(label === 'yes' ? yes : no);
            },
          });
        }),
      tell: (_severity, text) => this.told.push(text),
      t: inEnglish,
    };
    const runs = new ActiveRuns(silentLog);
    const parts = { ingest: this.#ingest, runs, format: new Format(inEnglish, 'en'), homeFolder: root, window };
    this.#asking = askForHooks({ ...parts, log: silentLog });
  }

  /** The person turns to it, or from it. */
  async focus(isFocused: boolean): Promise<void> {
    this.#isFocused = isFocused;
    this.#focus.fire();
    // Answers come in the order of asking.
    await this.#ingest.ledger.openApprovals(Date.now());
  }

  /** That it has gone is told before its worker ends: other than a real window's, its process lives on. */
  async close(): Promise<void> {
    this.#asking.dispose();
    // Answers come in the order of asking.
    await this.#ingest.ledger.openApprovals(Date.now()).catch(() => undefined);
    this.#ingest.dispose();
  }
}

describe('two windows and three terminals at once', function () {
  this.timeout(180_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let hooked: HookedCodex;
  const cleanups: Disposable[] = [];
  beforeEach(async () => {
    hooked = await createHookedCodex();
    await hooked.policy({ run: { confirmAboveCredits: 0 }, unknown: { balance: 'allow' } });
    for (const job of JOBS) {
      hooked.codex.backend.play(job, creditEach(2));
    }
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) {
      cleanup.dispose();
    }
    await hooked.codex.dispose();
  });

  const JOBS = ['sort the imports', 'rename the module', 'write the tests'];

  const exec = (job: string) => hooked.codex.runCodex([...hooked.flags(['UserPromptSubmit']), job]);
  const requestsOf = (job: string) => hooked.codex.backend.modelRequests.filter(({ prompt }) => prompt === job).length;
  const idIn = ({ question }: Asked): string => /\b([b-df-hj-np-tv-z2-9]{6})\b/.exec(question)?.[1] ?? '';

  async function open(): Promise<Window> {
    const window = new Window(hooked.codex);
    cleanups.push(
      toDisposable(() => {
        void window.close();
      }),
    );
    await window.focus(true);
    await window.focus(false);
    return window;
  }

  it('ask each question once, in the window that had the focus last; each first answer counts, and none is lost', async () => {
    const first = await open();
    const last = await open();
    const ended = Promise.all(JOBS.map(exec));
    await waitUntil('three questions', () => last.asked.length === 3, ASKED_WITHIN_MS);
    assert.equal(hooked.requests(), 0);
    assert.equal(new Set(last.asked.map(idIn)).size, 3);

    const [yes, no, raced] = last.asked as [Asked, Asked, Asked];
    yes.choose('yes');
    no.choose('no');
    const atTerminal = hooked.approve(idIn(raced)).then(
      () => 'yes',
      () => 'late',
    );
    raced.choose('no');
    const isRacedOn = (await atTerminal) === 'yes';
    assert.ok((await ended).every(({ code }) => code === 0));

    const going = JOBS.filter((job) => requestsOf(job) > 0);
    const expected = isRacedOn ? 2 : 1;
    assert.deepEqual([going.length, hooked.requests()], [expected, 2 * expected]);
    // Who was too late is told so.
    await waitUntil('the window to tell', () => last.told.length === (isRacedOn ? 1 : 0), ASKED_WITHIN_MS);
    assert.deepEqual([first.asked.length, last.asked.length, first.told], [0, 3, []]);
    const rows = await hooked.audit();
    const ran = rows.filter(({ answers }) => answers.some(({ answer }) => answer === 'run'));
    assert.deepEqual(
      ran.map(({ run }) => [run?.status, run?.creditsMicros]),
      Array.from({ length: expected }, () => ['completed', 2_000_000]),
    );
    assert.deepEqual([rows.length, rows.filter(({ answers }) => answers.length === 1).length], [3, 3]);
  });

  it('that closes leaves its questions to the other, which asks them', async () => {
    const first = await open();
    const last = await open();
    const ended = exec(JOBS[0] ?? '');
    await waitUntil('the question', () => last.asked.length === 1, ASKED_WITHIN_MS);
    await last.close();
    await waitUntil('the question in the other window', () => first.asked.length === 1, ASKED_WITHIN_MS);
    first.asked[0]?.choose('yes');
    assert.equal((await ended).code, 0);
    assert.equal(hooked.requests(), 2);
  });
});
