import { type PeerTotals, findCcusage, findTokscale } from '../support/peers.ts';
import { type Corpus, readAll } from './corpus/corpus.ts';
import { whileGrowing } from './corpus/growth.ts';
import { ingestMistakes, reportMistakes, reportTotals } from './ingestChecks.ts';
import { type Measurement, type Program, measure } from './measure/measure.ts';
import { type Profile, profileOf } from './measure/profile.ts';
import { type Scratch, ours, peerProgram, scratch } from './programs.ts';

/** The names under which measurements are noted. */
export const SERIES = {
  ccusage: 'ccusage codex daily',
  tokscaleCold: 'tokscale models, cold',
  tokscaleWarm: 'tokscale models, nothing new',
  reportCold: 'report --by day, cold',
  ingestCold: 'ingest, cold',
  nothingNew: 'ingest, nothing new',
  reportOnly: 'report --by day --no-ingest',
  oneLineMore: 'ingest, one line more',
} as const;

/** What was found in all rounds. */
export interface IngestFindings {
  readonly series: Map<string, Measurement[]>;
  /** By program, the last round's. */
  readonly totals: Map<string, PeerTotals>;
  /** What our own program got wrong, each once. */
  readonly mistakes: Set<string>;
  /** Of one more cold read: where its time goes. */
  profile?: Profile;
}

/** Lets all programs read the same home, in turn, with its files in the system's cache. */
export async function benchIngest(corpus: Corpus, rounds: number): Promise<IngestFindings> {
  readAll(corpus);
  using folders = scratch();
  const findings: IngestFindings = { series: new Map(), totals: new Map(), mistakes: new Set() };
  for (let round = 1; round <= rounds; round += 1) {
    await measureCcusage(corpus, folders, findings);
    await measureOurs(corpus, folders, findings);
    await measureTokscale(corpus, folders, findings);
    process.stderr.write(`round ${round} of ${rounds}\n`);
  }
  const cold = ours(folders.fresh('data'), 'ingest', '--json', '--codex-home', corpus.home);
  findings.profile = await profileOf(cold, folders.fresh('profile'));
  return findings;
}

async function measureCcusage({ home }: Corpus, { fresh }: Scratch, findings: IngestFindings): Promise<void> {
  const ccusage = findCcusage();
  if (ccusage === undefined) {
    return;
  }
  const answer = await take(findings, SERIES.ccusage, peerProgram(ccusage, home, fresh('ccusage')));
  findings.totals.set('ccusage', ccusage.totalsOf(answer));
}

async function measureTokscale({ home }: Corpus, { fresh }: Scratch, findings: IngestFindings): Promise<void> {
  const tokscale = findTokscale();
  if (tokscale === undefined) {
    return;
  }
  const program = peerProgram(tokscale, home, fresh('tokscale'));
  findings.totals.set('tokscale', tokscale.totalsOf(await take(findings, SERIES.tokscaleCold, program)));
  await take(findings, SERIES.tokscaleWarm, program);
}

async function measureOurs(corpus: Corpus, { fresh }: Scratch, findings: IngestFindings): Promise<void> {
  const home = ['--codex-home', corpus.home];
  const byDay = ['report', '--by', 'day', '--json', '--timezone', 'UTC', ...home];
  const ingest = ['ingest', '--json', ...home];
  const { requests } = corpus.totals;
  const note = (mistakes: readonly string[]): void => mistakes.forEach((mistake) => findings.mistakes.add(mistake));

  const report = await take(findings, SERIES.reportCold, ours(fresh('data'), ...byDay));
  findings.totals.set('codex-guardrails', reportTotals(report));
  note(reportMistakes(report, corpus));
  const data = fresh('data');
  const cold = await take(findings, SERIES.ingestCold, ours(data, ...ingest));
  note(ingestMistakes(cold, { requests, bytes: corpus.bytes }));
  note(ingestMistakes(await take(findings, SERIES.nothingNew, ours(data, ...ingest)), { requests: 0, bytes: 0 }));
  note(reportMistakes(await take(findings, SERIES.reportOnly, ours(data, ...byDay, '--no-ingest')), corpus));
  await whileGrowing(corpus, async (addRequest) => {
    addRequest();
    note(ingestMistakes(await take(findings, SERIES.oneLineMore, ours(data, ...ingest)), { requests: 1 }));
  });
}

async function take({ series }: IngestFindings, name: string, program: Program): Promise<string> {
  const measurement = await measure(program);
  series.set(name, [...(series.get(name) ?? []), measurement]);
  return measurement.stdout;
}
