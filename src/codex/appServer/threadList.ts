import * as z from 'zod/mini';

import { titleOfPrompt } from '../../core/usage/runTitle.ts';
import type { AppServerClient } from './appServerClient.ts';
import { someText } from '../wire.ts';

/** A thread that can be gone on with. */
export interface OfferedThread {
  readonly threadId: string;
  /** What it is about, in its own words: for showing, and never to be stored. */
  readonly title: string;
  readonly updatedAtMs: number;
}

const MOST_THREADS = 12;
const MOST_TITLE_CHARS = 80;
/** All that a person has started; without them Codex tells of its terminal and its editor extension alone. */
const SOURCES = ['cli', 'vscode', 'exec', 'appServer', 'unknown'];

const threadListAnswer = z.object({
  data: z.array(
    z.object({
      id: someText,
      preview: z.catch(z.string(), ''),
      name: z.catch(z.nullish(z.string()), undefined),
      updatedAt: z.number(),
    }),
  ),
});

/** The threads that were last written to in a folder, newest first, as Codex's own index knows them. */
export async function readThreads(client: AppServerClient, folder: string): Promise<OfferedThread[]> {
  const wanted = { cwd: folder, limit: MOST_THREADS, sortKey: 'updated_at', sourceKinds: SOURCES, modelProviders: [] };
  const { data } = await client.request('thread/list', { ...wanted, useStateDbOnly: true }, threadListAnswer);
  return data.map(({ id, preview, name, updatedAt }) => ({
    threadId: id,
    title: titleOfPrompt((name ?? preview).replaceAll('\n', ' '), MOST_TITLE_CHARS) ?? '',
    updatedAtMs: updatedAt * 1000,
  }));
}
