import * as vscode from 'vscode';

import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { GuardError, messageOf, saidBy } from '../../base/errors.ts';
import { oneAtATime } from '../../base/oneAtATime.ts';
import { inWords } from '../../base/phrase.ts';
import type { Translate } from '../../base/translate.ts';
import { after } from '../../base/timers.ts';
import { sentences } from '../../core/joinTexts.ts';
import { assessRun } from '../../guard/runs/preflight.ts';
import type { ComposerDraft, ComposerView, OfferView } from '../../panel/composerProtocol.ts';
import { agreeOnRun } from '../runs/agreeOnRun.ts';
import { CodexOfferReader } from '../runs/codexOffer.ts';
import { choicesFor, settledDraft } from './composerChoices.ts';
import { offerSettings, offerView } from './composerOffers.ts';
import { composerView } from './composerView.ts';
import { errorText } from '../errorText.ts';
import { openFolders } from '../openFolders.ts';
import { startTask } from '../runs/startTask.ts';
import type { RunTaskParts } from '../runs/runTaskParts.ts';
import { wasShown } from '../runs/shownDecision.ts';
import { shortPath } from '../shortPath.ts';
import { creditsProblem, whyNoTaskHere } from '../runs/taskQuestions.ts';
import { type Weighed, weighDraft, wishOf } from './weighDraft.ts';
import type { ViewTools } from '../viewTools.ts';

/** Other settings are compared when nothing has been typed for so long: they take ten times as long as the estimate. */
const COMPARE_AFTER_MS = 300;

/** What was found for the draft of a revision; undefined while nothing is written, or no task runs here. */
interface Found {
  readonly revision: number;
  readonly draft: ComposerDraft;
  readonly weighed: Weighed | undefined;
}

const EMPTY_DRAFT: ComposerDraft = { prompt: '', thread: '', model: '', effort: '', tier: '', cap: '' };

/**
 * The run that is being written in the panel: what it would cost and what the policy says of it, as it is typed. It is
 * kept here, in memory alone, since the page is gone whenever the panel is hidden.
 */
export class Composer implements Disposable {
  readonly #parts: RunTaskParts;
  readonly #tools: ViewTools;
  readonly #resources = new DisposableStore();
  readonly #onDidChange: Emitter<undefined>;
  readonly #offer: CodexOfferReader;
  readonly #assess = oneAtATime(() => this.#read());
  readonly #compare = oneAtATime(() => this.#readOffers());
  #comparing: Disposable | undefined;
  #draft = EMPTY_DRAFT;
  #revision = 0;
  #trouble: string | undefined;
  #found: Found = { revision: 0, draft: EMPTY_DRAFT, weighed: undefined };
  #offers: readonly OfferView[] = [];
  #isStarting = false;

  constructor(parts: RunTaskParts, tools: ViewTools) {
    this.#parts = parts;
    this.#tools = tools;
    this.#offer = new CodexOfferReader(parts.codex, (reading) => {
      reading.then(() => this.#onDidChange.fire(undefined)).catch(this.#onFailure);
    });
    this.#onDidChange = this.#resources.add(
      new Emitter((error) => {
        parts.log.error('the composer could not be shown', { error: messageOf(error) });
      }),
    );
    const refresh = (): void => {
      this.refresh();
    };
    this.#resources.add(vscode.workspace.onDidGrantWorkspaceTrust(refresh));
    this.#resources.add(vscode.workspace.onDidChangeWorkspaceFolders(refresh));
  }

  get onDidChange(): Event<undefined> {
    return this.#onDidChange.event;
  }

  get view(): ComposerView {
    const { revision, draft, weighed } = this.#found;
    const folder = folderHere();
    const nowMs = Date.now();
    const view = composerView(
      {
        revision,
        draft,
        folder: folder === '' ? '' : shortPath(folder, this.#tools.homeFolder),
        choices: choicesFor(draft, this.#offer.current, this.#tools, nowMs),
        trouble: this.#trouble,
        preflight: weighed?.preflight,
        wallet: this.#parts.wallet.state,
        offers: weighed === undefined ? [] : this.#offers,
        nowMs,
      },
      this.#tools,
    );
    return this.#isStarting ? { ...view, canRun: false } : view;
  }

  /** What is written now. */
  get draft(): ComposerDraft {
    return this.#draft;
  }

  /** Puts a draft in the place of what was written. */
  takeOver(draft: ComposerDraft): void {
    this.compose(draft, this.#revision + 1);
  }

  /** Takes over what was written; what it would cost is told soon. */
  compose(draft: ComposerDraft, revision: number): void {
    this.#draft = draft;
    this.#revision = revision;
    this.refresh();
  }

  /** Looks at it anew: budgets and prices move on meanwhile. */
  refresh(): void {
    this.#assess().catch(this.#onFailure);
  }

  /** The same, where something is written. */
  refreshDraft(): void {
    if (this.#draft.prompt.trim() !== '') {
      this.refresh();
    }
  }

  /** Starts the run. What the person has read beside the button is not asked once more. Throws where none can start here. */
  async run(draft: ComposerDraft): Promise<void> {
    if (this.#isStarting) {
      return;
    }
    this.#isStarting = true;
    this.#onDidChange.fire(undefined);
    try {
      const why = whyNoTaskHere();
      if (why !== undefined) {
        throw why;
      }
      const folder = folderHere();
      const settled = settledDraft(draft, this.#offer.current.models, this.#parts.card, Date.now());
      const wish = await wishOf(settled, folder);
      const shown = this.#found.weighed?.preflight.decision;
      const agreed = await agreeOnRun(this.#parts, wish, (decision) => !wasShown(decision, shown));
      if (agreed !== undefined) {
        await startTask(this.#parts, { ...wish.subject, prompt: wish.prompt, cwd: folder }, agreed);
        this.#offer.forgetThreads();
        this.takeOver({ ...this.#draft, prompt: '' });
      }
    } finally {
      this.#isStarting = false;
      this.#onDidChange.fire(undefined);
    }
  }

  dispose(): void {
    this.#comparing?.dispose();
    this.#resources.dispose();
  }

  readonly #onFailure = (error: unknown): void => {
    this.#parts.log.error('a run that is being written could not be estimated', { error: messageOf(error) });
  };

  async #read(): Promise<void> {
    const [revision, nowMs] = [this.#revision, Date.now()];
    this.#trouble = (await this.#troubleNow(nowMs)) ?? capTrouble(this.#draft);
    const draft = settledDraft(this.#draft, this.#offer.current.models, this.#parts.card, nowMs);
    // Also while nothing is written: what past runs teach has been worked out when the first word is.
    const weighed = this.#trouble === undefined ? await weighDraft(this.#parts, draft, folderHere(), nowMs) : undefined;
    this.#found = { revision, draft, weighed: draft.prompt.trim() === '' ? undefined : weighed };
    this.#onDidChange.fire(undefined);
    this.#comparing?.dispose();
    this.#comparing = after(COMPARE_AFTER_MS, () => {
      this.#compare().catch(this.#onFailure);
    });
  }

  async #readOffers(): Promise<void> {
    const { draft, weighed, revision } = this.#found;
    if (weighed === undefined) {
      return;
    }
    const { wish, circumstances } = weighed;
    const settings = offerSettings(draft, this.#offer.current.models, this.#parts.card, circumstances.nowMs);
    const offers = settings.map(async (setting) => {
      const subject = { ...wish.subject, ...setting };
      const offered = await assessRun(this.#parts.ingest.ledger, { ...wish, subject }, circumstances);
      return { setting, offered };
    });
    const found = await Promise.all(offers);
    if (this.#found.revision === revision) {
      this.#offers = found
        .map(({ setting, offered }) => offerView(setting, offered, draft, this.#tools))
        .sort(byMedian);
      this.#onDidChange.fire(undefined);
    }
  }

  /** Why no run can be started here. The models are asked for once; where they cannot be read, again next time. */
  async #troubleNow(nowMs: number): Promise<string | undefined> {
    const why = whyNoTaskHere();
    if (why !== undefined) {
      return errorText(why, vscode.l10n.t);
    }
    try {
      await this.#offer.refresh(folderHere(), nowMs);
      return undefined;
    } catch (error) {
      return unreadableOffer(error, vscode.l10n.t);
    }
  }
}

function unreadableOffer(error: unknown, t: Translate): string {
  const remedy = GuardError.is(error) ? error.remedySaid : undefined;
  return sentences(
    t('What Codex offers cannot be read: {0}.', inWords(saidBy(error), t)),
    remedy === undefined ? undefined : inWords(remedy, t),
  );
}

/** What is wrong with the cap that was written: a run whose cap is not understood would have none. */
function capTrouble({ cap }: ComposerDraft): string | undefined {
  const problem = cap.trim() === '' ? undefined : creditsProblem(cap);
  return problem === undefined ? undefined : vscode.l10n.t('{0}: {1}', vscode.l10n.t('Cap in credits'), problem);
}

/** Empty where none is open. */
function folderHere(): string {
  return openFolders()[0] ?? '';
}

function byMedian(a: OfferView, b: OfferView): number {
  return (a.range?.median ?? Number.MAX_VALUE) - (b.range?.median ?? Number.MAX_VALUE);
}
