import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { CodexFixture } from '../support/codex/codexFixture.ts';

/** A model that nobody has told the price of, as it is shown. */
export const MODEL_WITHOUT_PRICE = 'GPT-Nova';

const catalogue = z.object({ models: z.array(z.looseObject({ slug: z.string(), display_name: z.string() })) });

/** Has the backend offer it beside those that Codex brings along. */
export async function offerModelWithoutPrice({ backend, codexPath, env }: CodexFixture): Promise<void> {
  const { stdout } = await promisify(execFile)(codexPath, ['debug', 'models'], { env, maxBuffer: MOST_BYTES });
  const { models } = catalogue.parse(JSON.parse(stdout));
  const [like] = models.filter(({ slug }) => slug === 'gpt-5.5');
  backend.state.models = { models: [...models, { ...like, slug: 'gpt-nova', display_name: MODEL_WITHOUT_PRICE }] };
}

const MOST_BYTES = 16e6;
