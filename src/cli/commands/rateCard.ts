import path from 'node:path';

import { saidInEnglish } from '../../base/phrase.ts';
import { Calendar } from '../../core/calendar.ts';
import { type DatedRow, type PriceTable, findPeriod } from '../../core/prices/rateCard.ts';
import { parseOwnRateCard } from '../../guard/prices/ownRateCard.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { readNamedFile } from '../readNamedFile.ts';
import { instantOf } from './period.ts';
import { apiRowFields, longContextFields, rateRowFields, tierFields } from './rateCardFields.ts';
import { rateCardLines } from './rateCardLines.ts';

interface ShowOptions {
  readonly at?: string;
  readonly model?: string;
  readonly json?: boolean;
}

/** Prices change at midnight UTC, wherever the person is. */
const UTC = new Calendar('UTC');

/** The instant of `--at`, by default now. */
export function instantAt(at: string | undefined): number {
  return instantOf(at, '--at', UTC) ?? Date.now();
}

/** The prices in force at an instant, and what else a price is made of. */
export function rateCardShow(context: CliContext, options: ShowOptions): ExitCode {
  const { card, terminal } = context;
  const atMs = instantAt(options.at);
  const rows = inForce(card.credits, options.model, atMs);
  const tiers = card.tierFactors.filter(({ effectiveFromMs = -Infinity }) => effectiveFromMs <= atMs);
  if (options.json === true) {
    printJson(terminal, {
      id: card.id,
      atMs,
      verifiedOn: card.verifiedOn,
      reviewAfterMs: card.reviewAfterMs,
      creditsPerUsd: card.creditsPerUsd,
      money: card.money,
      rows: rows.map(rateRowFields),
      apiRows: inForce(card.api, options.model, atMs).map(apiRowFields),
      tiers: tiers.map(tierFields),
      longContext: longContextFields(card.longContext),
      apiLongContext: longContextFields(card.apiLongContext),
    });
  } else {
    terminal.out(rateCardLines(card, rows, tiers, Date.now(), context));
  }
  return EXIT.done;
}

/** All rows in force, in the order of their models. */
function inForce<Row extends DatedRow>(table: PriceTable<Row>, model: string | undefined, atMs: number): Row[] {
  const models = model === undefined ? [...table.keys()].sort() : [model];
  return models.flatMap((one) => findPeriod(table, one, atMs)?.rows ?? []);
}

/** Says whether a rate card (the person's own by default) is valid, and if not, where and why. */
export function rateCardValidate(context: CliContext, _options: object, args: readonly string[]): ExitCode {
  const file = path.resolve(args[0] ?? context.folder.rateCardFile);
  const parsed = parseOwnRateCard(readNamedFile(file));
  if (parsed.kind === 'valid') {
    context.terminal.out(`${file} is valid.\n`);
    return EXIT.done;
  }
  context.terminal.err(`${file}, line ${parsed.issue.line}: ${saidInEnglish(parsed.issue.text)}.\n`);
  return EXIT.badInput;
}
