import { type BudgetStatus, withOverrides } from '../../../../src/core/budgets/budgetStatus.ts';
import { credits, estimate, override, unpricedEstimate } from '../../make.ts';
import { type CaseGroup, status } from '../decisionInput.ts';

const OVERRIDE = 'budgets.daily warn overrideInForce';

/** A budget of 100 credits with so much of it spent, raised by an override. */
function raised(spent: number, more: number): BudgetStatus {
  const file = '/policy.json';
  return { ...status(spent), overrides: [override({ file, credits: credits(more) })] };
}

export const RUN_CASES: readonly CaseGroup[] = [
  {
    about: 'a run that nothing speaks against',
    cases: [
      ['without rules', {}, {}, 'allow'],
      [
        'with an API key, whose credits are not drawn',
        { unknownBalance: 'deny' },
        { wallet: { kind: 'apiKey' } },
        'allow',
      ],
    ],
  },
  {
    about: 'a budget of 100 credits, and a run of 10 (p50) to 30 (p90)',
    cases: [
      ['nothing spent', {}, { budgets: [status(0)] }, 'allow'],
      ['70 spent: p90 just fits', {}, { budgets: [status(70)] }, 'allow'],
      [
        '70.000001 spent: p90 does not fit',
        {},
        { budgets: [status(70.000001)] },
        'warn',
        'budgets.daily warn budgetHighDoesNotFit',
      ],
      ['90 spent: p50 just fits', {}, { budgets: [status(90)] }, 'warn', 'budgets.daily warn budgetHighDoesNotFit'],
      [
        '90.000001 spent: p50 does not fit',
        {},
        { budgets: [status(90.000001)] },
        'confirm',
        'budgets.daily confirm budgetMedianDoesNotFit',
      ],
      [
        '99.999999 spent',
        {},
        { budgets: [status(99.999999)] },
        'confirm',
        'budgets.daily confirm budgetMedianDoesNotFit',
      ],
      ['100 spent, hard', {}, { budgets: [status(100)] }, 'deny', 'budgets.daily deny budgetSpent'],
      [
        '100 spent, soft',
        {},
        { budgets: [status(100, 0, { mode: 'soft' })] },
        'confirm',
        'budgets.daily confirm budgetSpent',
      ],
      ['120 spent, hard', {}, { budgets: [status(120)] }, 'deny', 'budgets.daily deny budgetSpent'],
      [
        '90 spent, soft: asked and warned as a hard one',
        {},
        { budgets: [status(95, 0, { mode: 'soft' })] },
        'confirm',
        'budgets.daily confirm budgetMedianDoesNotFit',
      ],
      ['120 spent, 60 more by an override', {}, { budgets: [raised(120, 60)] }, 'warn', OVERRIDE],
      [
        '120 spent, 35 more: the median fits',
        {},
        { budgets: [raised(120, 35)] },
        'warn',
        OVERRIDE,
        'budgets.daily warn budgetHighDoesNotFit',
      ],
      [
        '120 spent, 20 more: nothing is left',
        {},
        { budgets: [raised(120, 20)] },
        'deny',
        'budgets.daily deny budgetSpent',
        OVERRIDE,
      ],
      ['nothing spent, 10 more: not needed, and not told', {}, { budgets: [raised(0, 10)] }, 'allow'],
      [
        '120 spent, 60 more of another file’s budget',
        {},
        { budgets: withOverrides([status(120)], [override({ credits: credits(60) })]) },
        'deny',
        'budgets.daily deny budgetSpent',
      ],
      ['60 spent, 40 reserved', {}, { budgets: [status(60, 40)] }, 'deny', 'budgets.daily deny budgetSpent'],
      ['60 spent, 20 reserved', {}, { budgets: [status(60, 20)] }, 'warn', 'budgets.daily warn budgetHighDoesNotFit'],
      [
        'a limit of nothing',
        {},
        { budgets: [status(0, 0, { limit: credits(0) })] },
        'deny',
        'budgets.daily deny budgetSpent',
      ],
      [
        'nothing left and no price',
        {},
        { budgets: [status(100)], estimate: unpricedEstimate },
        'deny',
        'budgets.daily deny budgetSpent',
        'unknown.price confirm unknownPrice',
      ],
      [
        'a little left and no price: the rule on prices speaks',
        {},
        { budgets: [status(99)], estimate: unpricedEstimate },
        'confirm',
        'unknown.price confirm unknownPrice',
      ],
      [
        'several: all are told, the strictest first',
        {},
        { budgets: [status(75), status(100, 0, { id: 'hard' }), status(95, 0, { id: 'median' })] },
        'deny',
        'budgets.hard deny budgetSpent',
        'budgets.median confirm budgetMedianDoesNotFit',
        'budgets.daily warn budgetHighDoesNotFit',
      ],
    ],
  },
  {
    about: 'a run of 10 (p50) to 30 (p90) credits',
    cases: [
      ['asked about above 30', { confirmAbove: credits(30) }, {}, 'allow'],
      [
        'asked about above 29.999999',
        { confirmAbove: credits(29.999999) },
        {},
        'confirm',
        'run.confirmAboveCredits confirm aboveConfirm',
      ],
      [
        'asked about above 0',
        { confirmAbove: credits(0) },
        {},
        'confirm',
        'run.confirmAboveCredits confirm aboveConfirm',
      ],
      [
        'asked about above 0, but it costs nothing',
        { confirmAbove: credits(0) },
        { estimate: estimate(0, 0) },
        'allow',
      ],
      [
        'without a price: the rule on prices speaks',
        { confirmAbove: credits(0) },
        { estimate: unpricedEstimate },
        'confirm',
        'unknown.price confirm unknownPrice',
      ],
    ],
  },
  {
    about: 'the model gpt-5.5',
    cases: [
      ['allowed by name', { modelsAllow: ['gpt-5.5'] }, {}, 'allow'],
      ['allowed by a pattern', { modelsAllow: ['gpt-6-*', 'gpt-5.*'] }, {}, 'allow'],
      ['not among those allowed', { modelsAllow: ['gpt-6-*'] }, {}, 'deny', 'models.allow deny modelNotAllowed'],
      ['where no model is allowed', { modelsAllow: [] }, {}, 'deny', 'models.allow deny modelNotAllowed'],
      ['denied by name', { modelsDeny: ['gpt-5.5'] }, {}, 'deny', 'models.deny deny modelDenied'],
      ['denied by a pattern', { modelsDeny: ['*5'] }, {}, 'deny', 'models.deny deny modelDenied'],
      [
        'denied and allowed',
        { modelsDeny: ['gpt-5.5'], modelsAllow: ['*'] },
        {},
        'deny',
        'models.deny deny modelDenied',
      ],
      [
        'not known, with a list of those allowed',
        { modelsAllow: ['*'] },
        { model: undefined },
        'confirm',
        'models confirm modelUnknown',
      ],
      [
        'not known, with a list of those denied',
        { modelsDeny: ['x'] },
        { model: undefined },
        'confirm',
        'models confirm modelUnknown',
      ],
      ['a dot in a pattern is a dot', { modelsDeny: ['gpt-5.5'] }, { model: 'gpt-5x5' }, 'allow'],
      ['a pattern is the whole name', { modelsDeny: ['gpt-5'] }, {}, 'allow'],
      [
        'signs of regular expressions are themselves',
        { modelsDeny: ['gpt-5.5+', '(gpt-5.5)', '[g]pt-5.5'] },
        {},
        'allow',
      ],
    ],
  },
  {
    about: 'the reasoning effort',
    cases: [
      ['as high as allowed', { maxEffort: 'medium' }, {}, 'allow'],
      ['lower than allowed', { maxEffort: 'high' }, { effort: 'minimal' }, 'allow'],
      [
        'higher than allowed',
        { maxEffort: 'medium' },
        { effort: 'high' },
        'deny',
        'models.maxEffort deny effortTooHigh',
      ],
      ['the highest', { maxEffort: 'max' }, { effort: 'ultra' }, 'deny', 'models.maxEffort deny effortTooHigh'],
      ['not known', {}, { effort: undefined }, 'allow'],
      [
        'not known, where that is asked about',
        { unknownEffort: 'confirm' },
        { effort: undefined },
        'confirm',
        'unknown.effort confirm unknownEffort',
      ],
      [
        'of a name nobody knows',
        { unknownEffort: 'deny' },
        { effort: 'galactic' },
        'deny',
        'unknown.effort deny unknownEffort',
      ],
      ['known: the rule on unknown ones is silent', { unknownEffort: 'deny' }, {}, 'allow'],
    ],
  },
  {
    about: 'the service tier',
    cases: [
      ['the standard one', { tiers: ['standard'] }, {}, 'allow'],
      [
        'not among those allowed',
        { tiers: ['standard'] },
        { tierNames: ['fast', 'priority'] },
        'deny',
        'models.tiers deny tierNotAllowed',
      ],
      ['among those allowed', { tiers: ['standard', 'fast'] }, { tierNames: ['fast', 'priority'] }, 'allow'],
      ['allowed by another of its names', { tiers: ['priority'] }, { tierNames: ['fast', 'priority'] }, 'allow'],
      [
        'the standard one where only fast is allowed',
        { tiers: ['fast'] },
        {},
        'deny',
        'models.tiers deny tierNotAllowed',
      ],
      [
        'of unknown cost',
        { unknownTier: 'warn' },
        { estimate: { ...estimate(10, 30), isTierKnown: false } as never },
        'warn',
        'unknown.tier warn unknownTier',
      ],
      ['of known cost', { unknownTier: 'deny' }, {}, 'allow'],
    ],
  },
];
