import assert from 'node:assert/strict';

import type { OfferedModel } from '../../../../src/codex/account/account.ts';
import type { Finding } from '../../../../src/core/decisions/finding.ts';
import type { Preflight } from '../../../../src/guard/runs/preflight.ts';
import { choicesFor, settledDraft } from '../../../../src/host/panel/composerChoices.ts';
import { offerSettings, offerView } from '../../../../src/host/panel/composerOffers.ts';
import { type ComposerState, composerView } from '../../../../src/host/panel/composerView.ts';
import { wasShown } from '../../../../src/host/runs/shownDecision.ts';
import type { ComposerDraft, ComposerView } from '../../../../src/panel/composerProtocol.ts';
import { NOW_MS, card, credits, paidWallet, unpricedEstimate, wallet } from '../../make.ts';
import { budgetStatus, estimated, preflight, tools } from '../views.ts';

const DRAFT: ComposerDraft = {
  prompt: 'Fix the build',
  thread: '',
  model: 'gpt-5.5',
  effort: 'medium',
  tier: 'standard',
  cap: '',
};
const NOTHING: ComposerDraft = { prompt: '', thread: '', model: '', effort: '', tier: '', cap: '' };

function offered(model: string, change: Partial<OfferedModel> = {}): OfferedModel {
  const efforts = ['low', 'medium', 'high'].map((effort) => ({ effort, description: '' }));
  return {
    model,
    displayName: model.toUpperCase(),
    description: '',
    efforts,
    defaultEffort: 'medium',
    defaultTier: undefined,
    isDefault: false,
    ...change,
  };
}

const MODELS = [offered('gpt-5.4'), offered('gpt-5.5', { isDefault: true }), offered('gpt-mini', { efforts: [] })];

function viewOf(found: Preflight | undefined, change: Partial<ComposerState> = {}): ComposerView {
  const state: ComposerState = {
    revision: 3,
    draft: DRAFT,
    folder: '~/src/api',
    choices: choicesFor(DRAFT, { models: MODELS, threads: [] }, tools, NOW_MS),
    trouble: undefined,
    preflight: found,
    wallet: wallet(),
    offers: [],
    nowMs: NOW_MS,
    ...change,
  };
  return composerView(state, tools);
}

const asks: Finding = {
  ruleId: 'run.confirmAboveCredits',
  file: undefined,
  effect: 'confirm',
  reason: { kind: 'aboveConfirm', p90: credits(30) },
  limit: credits(20),
};
const denies: Finding = { ...asks, effect: 'deny', reason: { kind: 'modelDenied', model: 'gpt-5.5' } };

describe('a run that is being written', () => {
  it('says what it would cost, with the median and what that is in money', () => {
    const { likely, note } = viewOf(preflight());
    assert.equal(likely?.text, 'Likely 10–30 credits');
    assert.match(likely.meta, /^median 14 · about 0\.56 USD$/);
    assert.equal(likely.labels.tail, 'one in ten costs more than 30');
    assert.equal(note, '');
  });

  it('names the cap on the button', () => {
    assert.equal(viewOf(preflight({ cap: credits(25) })).runLabel, 'Run, at most 25');
    assert.equal(viewOf(preflight()).runLabel, 'Run without cap');
  });

  it('draws a cap that is near, and no curve that is pressed against the edge by one that is not', () => {
    const near = viewOf(preflight({ cap: credits(40) })).likely;
    const far = viewOf(preflight({ cap: credits(5000) })).likely;
    assert.deepEqual([near?.cap, far?.cap], [40, undefined]);
    assert.ok((near?.until ?? 0) > 40 && (far?.until ?? 0) < 100);
  });

  it('can be started unless the policy forbids it, nothing is written, or no task can run here', () => {
    const cases: readonly (readonly [ComposerView, boolean])[] = [
      [viewOf(preflight()), true],
      [viewOf(preflight({ effect: 'confirm', findings: [asks] })), true],
      [viewOf(preflight({ effect: 'deny', findings: [denies] })), false],
      [viewOf(undefined, { draft: NOTHING }), false],
      [viewOf(preflight(), { trouble: 'No folder is open' }), false],
    ];
    assert.deepEqual(
      cases.map(([view]) => view.canRun),
      cases.map(([, canRun]) => canRun),
    );
  });

  it('leads to what may be done about a budget that is spent, where the person may do something', () => {
    const status = budgetStatus(100);
    const { value, file } = status.budget;
    const spent: Finding = {
      ruleId: `budgets.${value.id}`,
      file,
      effect: 'deny',
      reason: { kind: 'budgetSpent', budget: value },
    };
    const refused = preflight({ effect: 'deny', findings: [spent] }, { budgets: [status] });
    const both = preflight({ effect: 'deny', findings: [spent, denies] }, { budgets: [status] });
    assert.deepEqual(
      [refused, both].map((found) => [viewOf(found).runLabel, viewOf(found).canRun]),
      [
        ['Allow…', true],
        ['Run without cap', false],
      ],
    );
  });

  it('says what the policy says, and how strictly', () => {
    const { findings } = viewOf(preflight({ effect: 'deny', findings: [denies, asks] }));
    assert.deepEqual(findings, [
      { severity: 'error', text: 'The policy does not allow the model gpt-5.5.' },
      { severity: 'warning', text: 'Your policy asks above 20.' },
    ]);
  });

  it('never shows an unknown cost as a figure', () => {
    const { likely, note, after } = viewOf(preflight({ cap: credits(5) }, { estimate: unpricedEstimate }));
    assert.deepEqual([likely, after], [undefined, []]);
    assert.match(note, /^What this run will cost is not known/);
  });

  it('says what it leaves of a budget, after what is spent and reserved', () => {
    const [row] = viewOf(preflight({}, { budgets: [budgetStatus(50)] })).after;
    // Of 100, 50 are spent; the run takes 10 to 30.
    assert.deepEqual([row?.text, row?.spent, row?.median, row?.high], ['20–40 left', 0.5, 0.14, 0.16]);
  });

  it('says what it leaves of the balance only where it may draw on that', () => {
    const draws = preflight({}, { estimate: { ...estimated(10, 14, 30), meter: 'credits' } });
    const included = preflight({}, { estimate: { ...estimated(10, 14, 30), meter: 'included' } });
    const labels = (found: Preflight): string[] =>
      viewOf(found, { wallet: paidWallet }).after.map(({ label }) => label);
    assert.deepEqual([labels(draws), labels(included)], [['Balance'], []]);
  });

  it('leaves nothing less than nothing', () => {
    const [row] = viewOf(preflight({}, { budgets: [budgetStatus(95)] })).after;
    assert.equal(row?.text, '0 left');
  });
});

describe('what a run may be started with', () => {
  it('is the default where nothing was chosen, or what was is no longer offered', () => {
    const settled = { ...NOTHING, model: 'gpt-5.5', effort: 'medium', tier: 'standard' };
    assert.deepEqual(settledDraft(NOTHING, MODELS, card, NOW_MS), settled);
    assert.deepEqual(settledDraft({ ...NOTHING, model: 'gone', effort: 'ultra' }, MODELS, card, NOW_MS), settled);
  });

  it('is what was chosen', () => {
    const chosen = { ...DRAFT, model: 'gpt-5.4', effort: 'high' };
    assert.deepEqual(settledDraft(chosen, MODELS, card, NOW_MS), chosen);
  });

  it('has no effort to choose where a model has but one', () => {
    const draft = settledDraft({ ...DRAFT, model: 'gpt-mini' }, MODELS, card, NOW_MS);
    assert.deepEqual(choicesFor(draft, { models: MODELS, threads: [] }, tools, NOW_MS).efforts, []);
  });

  it('is a new thread, or one that goes on; one that is not on offer stays as it was chosen', () => {
    const threads = [
      { threadId: 'thread-2', title: 'Write a changelog', updatedAtMs: NOW_MS - 60_000 },
      { threadId: 'thread-1', title: '', updatedAtMs: NOW_MS - 120_000 },
    ];
    const chosen = (thread: string) =>
      choicesFor({ ...DRAFT, thread }, { models: MODELS, threads }, tools, NOW_MS).threads;
    const offered = ['New thread', 'Write a changelog · 11:59', 'Thread without a title · 11:58'];
    assert.deepEqual(
      chosen('thread-1').map(({ label }) => label),
      offered,
    );
    assert.deepEqual(
      chosen('gone').map(({ label }) => label),
      [...offered, 'gone'],
    );
    assert.equal(settledDraft({ ...DRAFT, thread: 'gone' }, MODELS, card, NOW_MS).thread, 'gone');
  });

  it('is compared with each other model, and with the other efforts of the chosen one', () => {
    const compared = offerSettings(DRAFT, MODELS, card, NOW_MS).map(({ model, effort = '' }) => `${model} ${effort}`);
    assert.deepEqual(compared, ['gpt-5.4 medium', 'gpt-5.5 low', 'gpt-5.5 medium', 'gpt-5.5 high', 'gpt-mini medium']);
  });

  it('is told apart where it has no price, is not allowed, or is asked about', () => {
    const setting = { model: 'gpt-5.5', effort: 'medium', tier: 'standard' };
    const tagsOf = (found: Preflight): string[] =>
      offerView(setting, found, DRAFT, tools).tags.map(({ text, asks }) => `${text}${asks ? '!' : ''}`);
    assert.deepEqual(
      [
        tagsOf(preflight()),
        tagsOf(preflight({ effect: 'confirm', findings: [asks] })),
        tagsOf(preflight({ effect: 'deny', findings: [denies] })),
        tagsOf(preflight({}, { estimate: unpricedEstimate })),
      ],
      [[], ['asks!'], ['not allowed!'], ['no price']],
    );
    assert.equal(offerView(setting, preflight(), DRAFT, tools).isChosen, true);
    assert.equal(offerView(setting, preflight({}, { estimate: unpricedEstimate }), DRAFT, tools).range, undefined);
  });
});

describe('what the button beside it answers', () => {
  const decision = (findings: readonly Finding[], cap?: number) =>
    preflight({ effect: 'confirm', findings, cap: cap === undefined ? undefined : credits(cap) }).decision;

  it('is all that stood there', () => assert.equal(wasShown(decision([asks], 50), decision([asks], 50)), true));

  it('is not what came up since', () => {
    const other: Finding = { ...asks, ruleId: 'paidCredits', reason: { kind: 'paidCredits' } };
    assert.equal(wasShown(decision([asks, other], 50), decision([asks], 50)), false);
  });

  it('is not a higher cap, nor none', () => {
    assert.equal(wasShown(decision([asks], 60), decision([asks], 50)), false);
    assert.equal(wasShown(decision([asks]), decision([asks], 50)), false);
    assert.equal(wasShown(decision([asks], 40), decision([asks], 50)), true);
  });

  it('is nothing where nothing was shown', () => assert.equal(wasShown(decision([asks]), undefined), false));
});
