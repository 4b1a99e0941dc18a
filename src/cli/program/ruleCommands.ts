import { type Command, Option } from 'commander';

import { PRESETS } from '../../guard/policy/policyPresets.ts';
import * as actions from '../actions.ts';
import { count, credits, tokens } from '../optionValues.ts';
import { type Define, JSON_ANSWER, codexHome } from './define.ts';

/** The rules, and what is more than they allow. */
export function definePolicy(root: Command, define: Define): void {
  const policy = root.command('policy').description('the rules').exitOverride();
  define(policy, 'validate [file]', 'say what is wrong with a policy file', actions.policyValidate);
  define(policy, `init <${PRESETS.join('|')}>`, 'begin with a policy', actions.policyInit);
  define(policy, 'show', 'the rules in force, each with the file it comes from', actions.policyShow)
    .option('--cwd <dir>')
    .option(...JSON_ANSWER);
  const override = root.command('override').description('more than a budget allows, for a while').exitOverride();
  define(override, 'list', 'what was raised, for how long and why', actions.overrideList)
    .option('--since <when>', 'an instant, or a date in your time zone')
    .option(...JSON_ANSWER);
  define(override, 'add', 'raise a budget; a person at a terminal is asked', actions.overrideAdd)
    .requiredOption('--budget <id>', 'as it stands in the policy')
    .addOption(new Option('--credits <n>', 'so much more may be spent').argParser(credits).makeOptionMandatory())
    .addOption(new Option('--once', 'for the next run that needs it; without either, this').conflicts('today'))
    .option('--today', 'for all runs until the end of today; needs a reason')
    .option('--reason <text>', 'why; it is kept, and told with each run that needs it')
    .option('--cwd <dir>');
}

/** Prices. */
export function defineRateCard(root: Command, define: Define): void {
  const rateCard = root.command('rate-card').description('prices').exitOverride();
  define(
    rateCard,
    'show',
    'the prices in force, how well they are known, and where they come from',
    actions.rateCardShow,
  )
    .option('--at <when>', 'at an instant, or at the beginning of a date in UTC')
    .option('--model <model>', 'only that one’s')
    .option(...JSON_ANSWER);
  define(rateCard, 'validate [file]', 'say what is wrong with a rate card of your own', actions.rateCardValidate);
  define(rateCard, 'explain', 'how the price of a request comes about', actions.rateCardExplain)
    .requiredOption('--model <model>')
    .requiredOption('--tokens <in,cached,out[,cachewrite]>', 'what is cached and written is part of the input', tokens)
    .option('--tier <tier>')
    .option('--at <when>', 'at an instant, or at the beginning of a date in UTC')
    .option(...JSON_ANSWER);
  define(rateCard, 'accept <model>', 'take over the price that your account’s figures imply', actions.rateCardAccept)
    .option('--tier <tier>', 'of that tier', 'standard')
    .option('--yes', 'without being asked');
  define(
    rateCard,
    'compare',
    'hold our prices against what your account says threads have cost',
    actions.rateCardCompare,
  )
    .addOption(new Option('--threads <n>', 'ask about this many threads at most').argParser(count).default(20))
    .addOption(codexHome())
    .option(...JSON_ANSWER);
}
