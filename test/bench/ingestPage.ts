import { findCcusage, findTokscale } from '../support/peers.ts';
import type { Corpus } from './corpus/corpus.ts';
import { type IngestFindings, SERIES } from './ingestBench.ts';
import { profileLines } from './measure/profile.ts';
import { digits, peakBytesOf, ratioText, seriesHeader, seriesLine } from './measure/series.ts';
import { verdictHeader, verdictLine } from './verdict.ts';

/** What is said of one corpus. */
export function ingestPage(corpus: Corpus, findings: IngestFindings): string {
  const { profile } = findings;
  return [
    ...seriesLines(corpus, findings),
    '',
    ...ratioLines(findings),
    '',
    ...(profile === undefined
      ? []
      : [`${SERIES.ingestCold}, once more: ${profileLines(profile, PLACES).join('\n')}`, '']),
    ...totalsLines(corpus, findings),
  ].join('\n');
}

/** So many places tell where nine tenths of the time goes. */
const PLACES = 24;

function seriesLines({ bytes }: Corpus, { series }: IngestFindings): readonly string[] {
  return [
    ...(findCcusage() === undefined ? ['ccusage is skipped: its package is not installed'] : []),
    ...(findTokscale() === undefined ? ['tokscale is skipped: its package is not installed'] : []),
    seriesHeader(),
    ...Array.from(series, ([name, measurements]) =>
      seriesLine(name, measurements, READ_ALL.has(name) ? bytes : undefined),
    ),
  ];
}

/** The programs that go through every byte. */
const READ_ALL: ReadonlySet<string> = new Set([
  SERIES.ccusage,
  SERIES.tokscaleCold,
  SERIES.reportCold,
  SERIES.ingestCold,
]);

const RATIOS = [
  [SERIES.reportCold, SERIES.ccusage],
  [SERIES.ingestCold, SERIES.ccusage],
  [SERIES.reportCold, SERIES.tokscaleCold],
  [SERIES.nothingNew, SERIES.ingestCold],
  [SERIES.oneLineMore, SERIES.ingestCold],
  [SERIES.nothingNew, SERIES.tokscaleWarm],
] as const;

function ratioLines({ series }: IngestFindings): readonly string[] {
  return RATIOS.flatMap(([name, base]) => {
    const [measured, measuredBase] = [series.get(name), series.get(base)];
    return measured === undefined || measuredBase === undefined
      ? []
      : [`${`${name} ÷ ${base}`.padEnd(56)}${ratioText(measured, measuredBase)}`];
  });
}

function totalsLines({ totals: written }: Corpus, { totals, mistakes }: IngestFindings): readonly string[] {
  const told = Array.from(totals, ([name, sums]) => verdictLine(name, sums, written));
  const verdict =
    mistakes.size === 0
      ? 'codex-guardrails: every total, every day and every count is as written.'
      : `codex-guardrails is WRONG:\n${[...mistakes].slice(0, 20).join('\n')}`;
  return [verdictHeader(), verdictLine('as written', written, written), ...told, verdict];
}

/** How memory grows with the size of what is read: the largest corpus against the smallest. */
export function memoryGrowthLine(smallest: IngestFindings, largest: IngestFindings): string {
  const peak = ({ series }: IngestFindings): number => peakBytesOf(series.get(SERIES.reportCold) ?? []) ?? Number.NaN;
  return `peak memory of ${SERIES.reportCold}, largest ÷ smallest corpus: ${digits(peak(largest) / peak(smallest))}`;
}
