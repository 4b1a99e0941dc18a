import { existsSync } from 'node:fs';

import { GuardError, messageOf } from '../../base/errors.ts';
import { saidInEnglish } from '../../base/phrase.ts';
import { listRollouts } from '../../codex/listRollouts.ts';
import { findCodex } from '../../codex/appServer/findCodex.ts';
import { guardedHomes } from '../../codex/hooks/hookInstall.ts';
import { hooksAtWork } from '../../core/hooks/hookStatus.ts';
import { hooksText } from '../../core/hooks/hookText.ts';
import { sentences } from '../../core/joinTexts.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { nextRunText } from '../../core/wallet/nextRunText.ts';
import { stateText } from './balance.ts';
import { hookStates, pastFailureSentence, unguardedSentence } from './hookStates.ts';

/** One thing that was looked at. */
interface Examined {
  readonly what: string;
  readonly state: 'ok' | 'note' | 'problem';
  readonly text: string;
}

/** Looks at everything that must be there, and says what to do about what is not. */
export async function doctor(context: CliContext, options: { readonly json?: boolean }): Promise<ExitCode> {
  const checks = [
    examine('codex', () => ok('codex', findCodex({ configured: undefined, env: context.env, extensionFolders: [] }))),
    ...context.homes.map((home) => examineHome(home)),
    examine('ledger', () => examineLedger(context)),
    examineRateCard(context),
    ...(await examinePolicy(context)),
    await examineAccount(context),
    ...(await examineHooks(context)),
  ];
  if (options.json === true) {
    printJson(context.terminal, { checks });
  } else {
    const marks = { ok: '✓', note: '·', problem: '✗' };
    context.terminal.out(checks.map(({ what, state, text }) => `${marks[state]} ${what}: ${text}\n`).join(''));
  }
  return checks.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.done;
}

function ok(what: string, text: string): Examined {
  return { what, state: 'ok', text };
}

function examine(what: string, look: () => Examined): Examined {
  try {
    return look();
  } catch (error) {
    const remedy = GuardError.is(error) && error.remedy !== undefined ? ` ${error.remedy}` : '';
    return { what, state: 'problem', text: `${messageOf(error)}.${remedy}` };
  }
}

function examineHome(home: string): Examined {
  if (!existsSync(home)) {
    return { what: 'home', state: 'note', text: `${home} is not there yet; Codex makes it on its first run.` };
  }
  const { files, unreadable } = listRollouts(home);
  const text = `${home} has ${rolloutsText(files.length)}`;
  if (unreadable.length === 0) {
    return ok('home', `${text}.`);
  }
  const folders = unreadable.length === 1 ? '' : `, and ${unreadable.length - 1} more`;
  return {
    what: 'home',
    state: 'problem',
    text: `${text} that can be read; ${unreadable[0] ?? ''}${folders} cannot be, and nothing in there is counted. Give your user the right to read there.`,
  };
}

function rolloutsText(count: number): string {
  return count === 1 ? '1 rollout' : `${count} rollouts`;
}

function examineLedger({ folder, ledger }: CliContext): Examined {
  const { rollouts, malformedLines, incompleteThreads } = ledger.coverage();
  const lacks = [
    malformedLines > 0 ? `${malformedLines} lines could not be read` : '',
    incompleteThreads > 0 ? `${incompleteThreads} threads are incomplete` : '',
  ].filter((lack) => lack !== '');
  const text = [`${folder.ledgerFile} knows ${rolloutsText(rollouts)}`, ...lacks].join('; ') + '.';
  return { what: 'ledger', state: lacks.length === 0 ? 'ok' : 'note', text };
}

function examineRateCard({ rateCard: { card, issue } }: CliContext): Examined {
  const isDue = Date.now() > card.reviewAfterMs;
  const due = isDue ? '; they are due for review, so update Codex Guardrails' : '';
  const text = `prices checked on ${card.verifiedOn}${due}.`;
  return issue === undefined
    ? { what: 'rate card', state: isDue ? 'note' : 'ok', text }
    : { what: 'rate card', state: 'problem', text: `${issue.file}, line ${issue.line}: ${saidInEnglish(issue.text)}.` };
}

async function examinePolicy(context: CliContext): Promise<Examined[]> {
  const { problems } = await context.policy(process.cwd());
  return problems.length === 0
    ? [ok('policy', 'every file that is there is valid.')]
    : problems.map(({ file, line, text }) => ({
        what: 'policy',
        state: 'problem',
        text: `${file}, line ${line}: ${saidInEnglish(text)}.`,
      }));
}

async function examineAccount(context: CliContext): Promise<Examined> {
  const state = await context.wallet();
  const text = stateText(state);
  return text === undefined
    ? ok('account', `signed in, and the balance can be read. ${nextRunText(state, context.t, Date.now())}`)
    : { what: 'account', state: state.kind === 'apiKey' ? 'note' : 'problem', text };
}

/** Nothing is asked where nobody has installed them. */
async function examineHooks(context: CliContext): Promise<Examined[]> {
  const { folder, t } = context;
  if ((await guardedHomes(folder)).length === 0) {
    const text = `${t('Codex runs that are started elsewhere are not guarded.')} “codex-guardrails hooks install” guards them.`;
    return [{ what: 'hooks', state: 'note', text }];
  }
  try {
    const { hooks, warnings } = await hookStates(context);
    const past = [unguardedSentence(context), await pastFailureSentence(context)];
    const text = sentences(hooksText(hooks, t), ...warnings, ...past);
    return [{ what: 'hooks', state: hooksAtWork(hooks) === 'all' && warnings.length === 0 ? 'ok' : 'problem', text }];
  } catch (error) {
    return [{ what: 'hooks', state: 'problem', text: `${messageOf(error)}.` }];
  }
}
