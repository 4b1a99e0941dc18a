import { readRunTable } from '../../src/cli/runTable.ts';
import { accuracyPage } from './estimate/accuracyPage.ts';
import { crossValidate } from './estimate/crossValidation.ts';
import { fitPriors } from './estimate/fitPriors.ts';
import { priorsSource } from './estimate/priorsSource.ts';
import { writeDocs } from './writeDocs.ts';

const PRIORS_FILE = 'src/core/estimate/priors.ts';
const ACCURACY_FILE = 'media/docs/accuracy.md';

export interface EstimateBenchOptions {
  /** A table of runs, as `backtest` takes it. */
  readonly runs: string;
  /** Whether the constants and the page of the project are written anew. */
  readonly writes: readonly ('fit' | 'docs')[];
}

/** Cross-validates the estimate over the users of a table of runs, and returns what is to be said of it. */
export async function benchEstimate({ runs: file, writes }: EstimateBenchOptions): Promise<string> {
  const runs = readRunTable(file);
  if (writes.includes('fit')) {
    await writeDocs(PRIORS_FILE, priorsSource(fitPriors(runs)));
  }
  const page = accuracyPage(crossValidate(runs));
  if (writes.includes('docs')) {
    await writeDocs(ACCURACY_FILE, page);
  }
  return page;
}
