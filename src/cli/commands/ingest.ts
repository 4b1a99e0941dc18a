import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';

/** Reads what is new and says how much that was. */
export async function ingest(context: CliContext, options: { readonly json?: boolean }): Promise<ExitCode> {
  const startedAtMs = performance.now();
  const { files, bytesRead, added } = await context.ingest();
  const { malformedLines, incompleteThreads } = context.ledger.coverage();
  const durationMs = Math.round(performance.now() - startedAtMs);
  // Node tells the peak in kilobytes.
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  const { terminal, format } = context;
  if (options.json === true) {
    const facts = { files, bytesRead, usageRecords: added, malformedLines, incompleteThreads };
    printJson(terminal, { ...facts, durationMs, peakRssBytes });
    return EXIT.done;
  }
  terminal.out(`${format.count(added)} new requests in ${format.count(files)} rollouts, ${durationMs} ms.\n`);
  if (malformedLines > 0) {
    terminal.err(`${format.count(malformedLines)} lines could not be read and were skipped.\n`);
  }
  return EXIT.done;
}
