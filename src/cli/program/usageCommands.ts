import { type Command, Option } from 'commander';

import { GROUPINGS } from '../../core/usage/cuts.ts';
import { SURFACES } from '../../core/usage/usageEvent.ts';
import * as actions from '../actions.ts';
import { timezone } from '../optionValues.ts';
import { asCsv, type Define, JSON_ANSWER, codexHome } from './define.ts';

/** What was used, and what it cost. */
export function defineUsage(root: Command, define: Define): void {
  define(root, 'ingest', 'read what is new in the rollouts', actions.ingest)
    .addOption(codexHome())
    .option(...JSON_ANSWER);
  define(root, 'report', 'what was used and what it cost', actions.report)
    .addOption(new Option('--by <what>', 'how to cut it').choices(GROUPINGS).default('day'))
    .option('--since <when>', 'an instant, or a date in the time zone')
    .option('--until <when>', 'up to, but not including')
    .option('--timezone <zone>', 'an IANA time zone', timezone)
    .option('--no-ingest', 'report on what has been read before')
    .option('--workspace <dir>', 'only that workspace, and those below it')
    .option('--model <pattern>', 'only models of that name; * stands for anything')
    .addOption(new Option('--surface <surface>', 'only runs that were started there').choices(SURFACES))
    .addOption(codexHome())
    .option(...JSON_ANSWER)
    .addOption(asCsv());
  define(root, 'export', 'every request with its tokens and its price', actions.exportRequests)
    .option('--since <when>', 'an instant, or a date in your time zone')
    .addOption(new Option('--format <format>', 'how to write it').choices(['csv', 'jsonl']).default('csv'))
    .addOption(codexHome());
}
