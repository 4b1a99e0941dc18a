import { listRollouts } from '../../codex/listRollouts.ts';
import { ingestHere } from '../../ingest/ingestJobs.ts';
import { type JobReader, ingestHome } from '../../ingest/ingestHome.ts';
import type { HookContext } from './hookContext.ts';

/** A person waits: what of a home cannot be read in this time is read by whoever comes next. */
const READING_MS = 2_000;

/** Reads what is new in a home, the newest first, for as long as a person may be kept waiting. */
export async function readHome(home: string, context: HookContext): Promise<void> {
  const untilMs = Date.now() + READING_MS;
  const reader = context.rolloutReader();
  const here = { ingest: (...[jobs, writer]: Parameters<JobReader['ingest']>) => ingestHere(jobs, reader, writer) };
  const steps = ingestHome(here, context.ledger.writer, home, listRollouts(home));
  while ((await steps.next()).done !== true && Date.now() <= untilMs);
  await steps.return(undefined);
}
