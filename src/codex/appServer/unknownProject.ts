import path from 'node:path';

import { GuardError } from '../../base/errors.ts';
import { isInside } from '../../core/folders.ts';
import type { AppServerClient } from './appServerClient.ts';
import { projectsAnswer } from './threadAnswers.ts';

/** Settings for a thread, of this one thread. */
interface ThreadSettings {
  readonly config?: object;
  readonly approvalPolicy?: string;
}

/** What Codex asks of the person where nothing else is set and a project is not distrusted. */
const USUAL_APPROVALS = 'on-request';

/**
 * Where a thread may write, Codex notes its project as trusted in the person's config.toml, should it not know it yet.
 * Trust is the person's to give: such a project counts as untrusted for this thread, and nothing is written. What
 * Codex asks about stays as it would have been.
 */
export async function settingsForProject(client: AppServerClient, cwd: string): Promise<ThreadSettings> {
  try {
    const { projects, approvalPolicy } = await client.request('config/read', { cwd }, projectsAnswer);
    if (projects.some((project) => isInside(path.resolve(cwd), path.resolve(project)))) {
      return {};
    }
    return {
      config: { projects: { [cwd]: { trust_level: 'untrusted' } } },
      ...(approvalPolicy === undefined ? { approvalPolicy: USUAL_APPROVALS } : {}),
    };
  } catch (error) {
    if (GuardError.is(error, 'codex.refused') || GuardError.is(error, 'codex.protocol')) {
      return {};
    }
    throw error;
  }
}
