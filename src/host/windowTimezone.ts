import { Worker } from 'node:worker_threads';

/** Formatters of both kinds: they look up which languages there are, each in its own way. */
const FIRST_FORMATTERS = 'new Intl.DateTimeFormat(); new Intl.NumberFormat();';

/**
 * The time zone of this machine. Before it is told, no formatter is to be made in this thread: the first ones of a
 * process look up all languages, which takes 50 ms and more. They do it for all threads, so a thread of its own does.
 */
export async function windowTimezone(): Promise<string> {
  await new Promise((resolve) => {
    const thread = new Worker(FIRST_FORMATTERS, { eval: true, name: 'codex-guardrails-languages' });
    thread.on('exit', resolve);
    // What it could not do is done below.
    thread.on('error', resolve);
  });
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
