import type { Translate } from '../../base/translate.ts';
import type { HookEvent } from './hookStatus.ts';
import { hookPurposeText } from './hookText.ts';

/** What is going to be written, and where. */
interface HookPlanFacts {
  readonly hooksFile: string;
  /** Undefined: there is no such file. */
  readonly before: string | undefined;
  readonly after: string;
  readonly configFile: string;
  readonly toTrust: readonly {
    readonly hook: { readonly event: HookEvent };
    readonly key: string;
    readonly hash: string;
  }[];
}

/** What the hooks start. */
export interface HookProgram {
  readonly launcher: string;
  readonly node: string;
  readonly hook: string;
  /** Where what was there before is kept. */
  readonly hooksFolder: string;
}

/** A part of what the person agrees to: what it is, and the text that will be written, to the letter. */
export interface PlanSection {
  readonly text: string;
  readonly written: string;
}

/** All that an installation writes and all that Codex is to trust, with the reasons. */
export function planSections(plan: HookPlanFacts, program: HookProgram, t: Translate): PlanSection[] {
  const { hooksFile, before, after, configFile, toTrust } = plan;
  const purposes = toTrust.map(({ hook }) => t('{0}: {1}.', hook.event, hookPurposeText(hook.event, t)));
  const file =
    before === after
      ? t('{0} has our hooks already, and stays as it is.', hooksFile)
      : before === undefined
        ? t('{0} is made. It will read:', hooksFile)
        : t('{0} gets our hooks behind all others, of which nothing changes. It will read:', hooksFile);
  return [
    {
      text: [t('Codex will call Codex Guardrails'), ...purposes.map((purpose) => `· ${purpose}`)].join('\n'),
      written: '',
    },
    { text: file, written: before === after ? '' : after },
    {
      text: t(
        'Codex runs no hook that you have not trusted. If you say yes to trust, Codex notes in {0}, for these hooks as they stand here and no others:',
        configFile,
      ),
      written: toTrust
        .map(({ key, hash }) => `[hooks.state.${JSON.stringify(key)}]\ntrusted_hash = "${hash}"\n`)
        .join('\n'),
    },
    {
      text: t(
        'The hooks start {0}, which starts {1} with {2}; it is kept up to date, and the hooks need not change for that. What was there before is kept in {3}.',
        program.launcher,
        program.node,
        program.hook,
        program.hooksFolder,
      ),
      written: '',
    },
  ];
}
