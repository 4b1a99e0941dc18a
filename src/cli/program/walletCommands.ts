import { type Command, Option } from 'commander';

import * as actions from '../actions.ts';
import { timezone } from '../optionValues.ts';
import { asCsv, type Define, JSON_ANSWER, codexHome } from './define.ts';

/** The shared balance. */
export function defineWallet(root: Command, define: Define): void {
  define(root, 'balance', 'the shared balance, the windows, and what binds', actions.balance)
    .addOption(codexHome())
    .option(...JSON_ANSWER);
  define(root, 'wallet', 'what the balance did, and what of it Codex here explains', actions.wallet)
    .addOption(new Option('--by <what>', 'how to cut it').choices(['day', 'month']).default('day'))
    .option('--since <when>', 'an instant, or a date in the time zone')
    .option('--until <when>', 'up to, but not including')
    .option('--timezone <zone>', 'an IANA time zone', timezone)
    .option('--account <id>', 'another account than the one that is signed in')
    .option('--no-ingest', 'only what has been read before')
    .addOption(codexHome())
    .option(...JSON_ANSWER)
    .addOption(asCsv());
}
