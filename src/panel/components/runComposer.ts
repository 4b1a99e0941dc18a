import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { live } from 'lit/directives/live.js';
import { coalesce } from '../../base/coalesce.ts';
import { type ChoiceView, type ComposerDraft, type ComposerView, isTooLong } from '../composerProtocol.ts';
import { afterRun } from './afterRun.ts';
import type { Post } from './buttons.ts';
import { icon } from './icon.ts';
import { LightElement } from './lightElement.ts';
import { keptRanges } from './keptTogether.ts';
import { likelyCurve } from './likelyCurve.ts';
import { offersTable } from './offersTable.ts';

/** A person who types sees the range follow each word, and the host is not asked for every letter of it. */
const TELL_EVERY_MS = 40;

/** Where a run is written, and what it would cost. The draft is the person's: what the host says never overwrites it. */
export class RunComposer extends LightElement {
  static override readonly properties: PropertyDeclarations = {
    view: { attribute: false },
    language: { attribute: false },
    draft: { state: true },
  };

  declare view: ComposerView;
  declare language: string;
  /** What has been written on this page; undefined: nothing yet, so that the host's draft is shown. */
  declare private draft: ComposerDraft | undefined;
  post: Post = () => undefined;
  #revision = 0;
  readonly #tell = coalesce(() => {
    if (!isTooLong(this.#shown)) {
      this.post({ kind: 'compose', revision: this.#revision, draft: this.#shown });
    }
  }, TELL_EVERY_MS);

  constructor() {
    super();
    this.draft = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('view')) {
      return;
    }
    // The host has gone on by itself: the run was started, or the page is new.
    if (this.view.revision > this.#revision) {
      this.#revision = this.view.revision;
      this.draft = undefined;
    }
  }

  protected override render(): TemplateResult {
    const { view } = this;
    return html`
      <header class="section-header">
        <h2>${view.title}</h2>
        ${view.folder === '' ? nothing : html`<span class="quiet composer-folder">${icon('folder')} ${view.folder}</span>`}
      </header>
      <div class="halves">
        <div class="composer-form">${this.#form()} ${this.#verdict()}</div>
        <div
          class="composer-likely ${this.#isBehind ? 'behind' : ''}"
          aria-live="polite"
          aria-busy=${this.#isBehind && !isTooLong(this.#shown)}
        >
          ${view.note === '' ? nothing : html`<p class="quiet">${view.note}</p>`}
          ${view.likely === undefined ? nothing : likelyCurve(view.likely)}
          ${view.reasons.map((reason) => html`<p class="small quiet">${keptRanges(reason)}</p>`)}
        </div>
      </div>
      <div class="halves ${this.#isBehind ? 'behind' : ''}">
        ${afterRun(view.afterTitle, view.after)} ${offersTable(view, this.language, this.#choose)}
      </div>
    `;
  }

  get #shown(): ComposerDraft {
    return this.draft ?? this.view.draft;
  }

  /** What stands beside the draft is of an earlier one. */
  get #isBehind(): boolean {
    return this.view.revision < this.#revision;
  }

  #form(): TemplateResult {
    const { labels, threads, models, efforts, tiers } = this.view;
    const { prompt, cap } = this.#shown;
    const tooLong = isTooLong(this.#shown);
    return html`
      <textarea
        class="composer-prompt"
        rows="4"
        aria-label=${labels.prompt}
        aria-invalid=${tooLong}
        aria-describedby=${tooLong ? 'composer-too-long' : nothing}
        placeholder=${labels.placeholder}
        .value=${live(prompt)}
        @input=${this.#onPrompt}
        @keydown=${this.#onKey}
      ></textarea>
      <div id="composer-too-long" role="alert">
        ${
          tooLong
            ? html`<div class="say">
                ${icon('error')}
                <p>${labels.tooLong}</p>
              </div>`
            : nothing
        }
      </div>
      <div class="composer-settings">
        ${threads.length > 1 ? this.#select('thread', labels.thread, threads) : nothing}
        ${this.#select('model', labels.model, models)} ${this.#select('effort', labels.effort, efforts)}
        ${this.#select('tier', labels.tier, tiers)}
        <label class="composer-cap"
          ><span class="quiet" aria-hidden="true">${labels.cap}</span>
          <input
            inputmode="decimal"
            aria-label=${labels.capInWords}
            placeholder=${this.view.capInForce}
            .value=${live(cap)}
            @input=${this.#onCap}
          />
        </label>
      </div>
    `;
  }

  #select(
    name: 'thread' | 'model' | 'effort' | 'tier',
    label: string,
    choices: readonly ChoiceView[],
  ): TemplateResult | typeof nothing {
    if (choices.length === 0) {
      return nothing;
    }
    const chosen = this.#shown[name];
    // A draft without a model shows the one that the host has taken for it.
    const value = choices.some((choice) => choice.value === chosen) ? chosen : this.view.draft[name];
    return html`<select
      aria-label=${label}
      title=${label}
      @change=${(event: Event) => this.#write({ [name]: valueOf(event) })}
    >
      ${repeat(
        choices,
        (choice) => choice.value,
        (choice) =>
          html`<option value=${choice.value} .selected=${live(choice.value === value)}>${choice.label}</option>`,
      )}
    </select>`;
  }

  #verdict(): TemplateResult {
    const { findings, runLabel, canRun } = this.view;
    return html`
      <div class="actions">
        <vscode-button ?disabled=${!canRun || this.#isBehind} @click=${this.#run}>${runLabel}</vscode-button>
      </div>
      <div aria-live="polite">
        ${findings.map(
          ({ severity, text }) =>
            html`<div class="say">
              ${icon(severity)}
              <p>${keptRanges(text)}</p>
            </div>`,
        )}
      </div>
    `;
  }

  #write(change: Partial<ComposerDraft>): void {
    this.draft = { ...this.#shown, ...change };
    this.#revision += 1;
    this.#tell();
  }

  readonly #choose = (setting: Pick<ComposerDraft, 'model' | 'effort' | 'tier'>): void => {
    this.#write(setting);
  };

  readonly #onPrompt = (event: Event): void => {
    this.#write({ prompt: valueOf(event) });
  };

  readonly #onCap = (event: Event): void => {
    this.#write({ cap: valueOf(event) });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      this.#run();
    }
  };

  readonly #run = (): void => {
    if (this.view.canRun && !this.#isBehind) {
      this.post({ kind: 'runDraft', draft: this.#shown });
    }
  };
}

function valueOf({ target }: Event): string {
  const isField =
    target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  return isField ? target.value : '';
}
