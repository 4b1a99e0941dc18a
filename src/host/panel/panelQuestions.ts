import { coalesce } from '../../base/coalesce.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { messageOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { oneAtATime } from '../../base/oneAtATime.ts';
import { Calendar } from '../../core/calendar.ts';
import type { RunSummary } from '../../core/usage/run.ts';
import { spendBuckets } from '../../core/usage/spend.ts';
import type { IngestClient } from '../../ingest/ingestClient.ts';
import type { PanelMessage } from '../../panel/messageProtocol.ts';
import type { HostMessage } from '../../panel/panelProtocol.ts';
import type { SpendAsked } from '../../panel/spendProtocol.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { courseViews } from './budgetCourses.ts';
import { runPageView } from './panelRunPage.ts';
import { spendView } from './panelSpend.ts';
import type { ViewTools } from '../viewTools.ts';

/** What is asked and listened to. */
interface PanelQuestionParts {
  readonly ingest: Pick<IngestClient, 'titles'> & {
    readonly ledger: Pick<IngestClient['ledger'], 'run' | 'runRequests' | 'spend' | 'spendRuns' | 'budgetCourses'>;
  };
  readonly store: { readonly state: GuardState; readonly onDidChange: Event<GuardState> };
  readonly tools: ViewTools;
  readonly log: Log;
}

/** Titles are read from many files; the first are shown before the last are read. */
const TITLES_AT_A_TIME = 10;

/** Live figures change at most once a second. */
const SPEND_EVERY_MS = 1_000;
/** More runs of a part than a person reads. */
const MOST_RUNS = 25;

/** Answers what the panel asks for only when a person looks at it: a run's requests, spend over time, the courses of budgets, titles of runs. */
export class PanelQuestions implements Disposable {
  readonly #parts: PanelQuestionParts;
  readonly #onDidSay: Emitter<HostMessage>;
  readonly #resources = new DisposableStore();
  readonly #showRun = oneAtATime(() => this.#readRun());
  readonly #showSpend = oneAtATime(() => this.#readSpend());
  readonly #showSpendSoon = coalesce(() => void this.#showSpend(), SPEND_EVERY_MS);
  readonly #showCourses = oneAtATime(() => this.#readCourses());
  readonly #showCoursesSoon = coalesce(() => void this.#showCourses(), SPEND_EVERY_MS);
  #areCoursesAsked = false;
  #openRunId: string | undefined;
  #spendAsked: SpendAsked | undefined;
  /** What the run that is shown had come to. */
  #shown: { readonly runId: string; readonly requests: number; readonly status: string | undefined } | undefined;

  constructor(parts: PanelQuestionParts) {
    this.#parts = parts;
    this.#onDidSay = new Emitter((error) => {
      parts.log.error('the panel could not be told', { error: messageOf(error) });
    });
    this.#resources.add(
      parts.store.onDidChange(({ usage }) => {
        const run = usage?.runs.find(({ runId }) => runId === this.#openRunId);
        if (run !== undefined && !this.#isShown(run)) {
          void this.#showRun();
        }
        if (this.#spendAsked !== undefined) {
          this.#showSpendSoon();
        }
        if (this.#areCoursesAsked) {
          this.#showCoursesSoon();
        }
      }),
    );
    this.#resources.add(this.#showSpendSoon);
    this.#resources.add(this.#showCoursesSoon);
  }

  /** What the panel is to be told. */
  get onDidSay(): Event<HostMessage> {
    return this.#onDidSay.event;
  }

  /** Whether a message is one of its own. */
  receive(message: PanelMessage): boolean {
    switch (message.kind) {
      case 'openRun':
        this.#openRunId = message.runId;
        void this.#showRun();
        return true;
      case 'closeRun':
        this.#openRunId = undefined;
        return true;
      case 'askSpend':
        this.#spendAsked = message.asked;
        void this.#showSpend();
        return true;
      case 'leaveSpend':
        this.#spendAsked = undefined;
        return true;
      case 'askCourses':
        this.#areCoursesAsked = true;
        void this.#showCourses();
        return true;
      case 'leaveCourses':
        this.#areCoursesAsked = false;
        return true;
      case 'showRuns':
        void this.#tellTitles(message.runIds);
        return true;
      default:
        return false;
    }
  }

  /** Nobody looks any more. */
  rest(): void {
    this.#openRunId = undefined;
    this.#spendAsked = undefined;
    this.#areCoursesAsked = false;
  }

  dispose(): void {
    this.#resources.dispose();
    this.#onDidSay.dispose();
  }

  #isShown({ runId, requests, status }: RunSummary): boolean {
    const shown = this.#shown;
    return shown?.runId === runId && shown.requests === requests && shown.status === status;
  }

  async #readRun(): Promise<void> {
    const { ingest, store, tools, log } = this.#parts;
    const runId = this.#openRunId;
    if (runId === undefined) {
      return;
    }
    try {
      const [run, requests] = await Promise.all([ingest.ledger.run(runId), ingest.ledger.runRequests(runId)]);
      if (run !== undefined && requests !== undefined) {
        this.#shown = run;
        const { usage, nowMs } = store.state;
        const unguarded = usage?.unguarded.find((one) => one.runId === runId)?.reason;
        this.#onDidSay.fire({ kind: 'runPage', page: runPageView(run, requests, unguarded, nowMs, tools) });
      }
    } catch (error) {
      log.warn('a run could not be opened', { reason: messageOf(error) });
    }
  }

  async #readSpend(): Promise<void> {
    const { ingest, store, tools, log } = this.#parts;
    const asked = this.#spendAsked;
    const { usage, nowMs } = store.state;
    if (asked === undefined || usage === undefined) {
      return;
    }
    const { timezone } = usage;
    const query = { bucket: asked.bucket, stack: asked.stack, span: asked.span, only: asked.only };
    const { bucket, spans } = spendBuckets(query, new Calendar(timezone), nowMs);
    const [first, last] = [spans[0], spans.at(-1)];
    const isPart = asked.span !== undefined || asked.only !== undefined;
    try {
      const [buckets, runs] = await Promise.all([
        ingest.ledger.spend(query, spans),
        isPart && first !== undefined && last !== undefined
          ? ingest.ledger.spendRuns(query, { fromMs: first.fromMs, untilMs: last.untilMs }, MOST_RUNS)
          : undefined,
      ]);
      const view = spendView({ asked, bucket, buckets, runs, timezone, nowMs }, tools);
      this.#onDidSay.fire({ kind: 'spend', view });
    } catch (error) {
      log.warn('what was spent could not be told', { reason: messageOf(error) });
    }
  }

  async #readCourses(): Promise<void> {
    const { ingest, store, tools, log } = this.#parts;
    const { usage, nowMs } = store.state;
    if (usage === undefined) {
      return;
    }
    try {
      const courses = await ingest.ledger.budgetCourses(usage.inForce.policy, usage.timezone, nowMs);
      this.#onDidSay.fire({ kind: 'courses', courses: courseViews(usage, courses, nowMs, tools) });
    } catch (error) {
      log.warn('how budgets came to where they stand could not be told', { reason: messageOf(error) });
    }
  }

  async #tellTitles(runIds: readonly string[]): Promise<void> {
    const { ingest, log } = this.#parts;
    try {
      for (let first = 0; first < runIds.length; first += TITLES_AT_A_TIME) {
        const titles = await ingest.titles(runIds.slice(first, first + TITLES_AT_A_TIME));
        this.#onDidSay.fire({ kind: 'titles', titles });
      }
    } catch (error) {
      log.warn('the titles of runs could not be read', { reason: messageOf(error) });
    }
  }
}
