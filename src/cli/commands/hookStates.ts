import { existsSync } from 'node:fs';

import { AppServerClient } from '../../codex/appServer/appServerClient.ts';
import { lastFailure } from '../../codex/hooks/hookFailures.ts';
import { hookPlaces, isGuarded } from '../../codex/hooks/hookInstall.ts';
import { launcherFile } from '../../codex/hooks/hookRuntime.ts';
import { type HookStates, readHookStates } from '../../codex/hooks/hookTrust.ts';
import { isAnsweredSince } from '../../core/hooks/hookFailure.ts';
import type { HookStatus } from '../../core/hooks/hookStatus.ts';
import { failureText, failureTitle, hookStateText, hookStepText } from '../../core/hooks/hookText.ts';
import { type HookStanding, standingOf } from '../../core/hooks/unguarded.ts';
import { unguardedWords } from '../../core/hooks/unguardedText.ts';
import type { CliContext } from '../context.ts';
import { plainText, printJson, table } from '../output.ts';

const DAY_MS = 86_400_000;
const LOOKED_BACK_DAYS = 30;

/** Asks the Codex of a home, in an app-server of its own. Throws what starting and asking throw. */
export async function askHome<T>(
  context: CliContext,
  home: string,
  question: (client: AppServerClient) => Promise<T>,
): Promise<T> {
  const client = await AppServerClient.start({ ...context.appServerOptions(home), cwd: undefined });
  try {
    return await question(client);
  } finally {
    client.dispose();
  }
}

/** How our hooks stand in all homes. */
export async function hookStates(context: CliContext): Promise<HookStates> {
  const launcher = launcherFile(context.folder.binFolder);
  const states: HookStates[] = [];
  for (const home of context.homes) {
    const places = await hookPlaces(home);
    const one = await askHome(context, home, (client) => readHookStates(client, places, launcher));
    await noteStanding(context, home, one.hooks);
    states.push(one);
  }
  return joinStates(context, states);
}

/** Keeps how the hooks of a home were found to stand. Rollouts may be known under its name as given, or as it is. */
export async function noteStanding(context: CliContext, home: string, hooks: readonly HookStatus[]): Promise<void> {
  const places = await hookPlaces(home);
  const standing: HookStanding = standingOf(hooks, await isGuarded(places, context.folder));
  const nowMs = Date.now();
  for (const name of new Set([home, places.home])) {
    context.ledger.noteHooks(name, standing, nowMs);
  }
}

/** Of the last 30 days: how many runs were not guarded although hooks were in, and why; undefined where none. */
export function unguardedSentence({ ledger, format, t }: CliContext): string | undefined {
  const runs = ledger.unguardedRuns({
    fromMs: Date.now() - LOOKED_BACK_DAYS * DAY_MS,
    untilMs: Number.MAX_SAFE_INTEGER,
  });
  const words = unguardedWords(
    runs.map(({ reason }) => reason),
    t,
  );
  return runs.length === 0
    ? undefined
    : `${t('{0} runs of the last 30 days were to be guarded and were not.', format.count(runs.length))} ${t('Likely: {0}.', words)}`;
}

/** Those of several homes, with what keeps hooks from being answered. */
export async function joinStates(context: CliContext, states: readonly HookStates[]): Promise<HookStates> {
  const hooks = states.flatMap((one) => one.hooks);
  return { hooks, warnings: [...states.flatMap((one) => one.warnings), ...(await failureWarnings(context, hooks))] };
}

/** Each hook with its state, and what mends it. */
export function tellStates(context: CliContext, { hooks, warnings }: HookStates, isJson: boolean): void {
  const { terminal, t } = context;
  terminal.err(warnings.map((warning) => plainText(`${warning}\n`)).join(''));
  if (isJson) {
    const fields = hooks.map((hook) => ({ ...hook, step: hookStepText(hook.state, t) }));
    printJson(terminal, { hooks: fields, warnings });
    return;
  }
  const rows = hooks.map(({ event, state, sourcePath }) => [event, hookStateText(state, t), sourcePath]);
  terminal.out(plainText(table(['hook', 'state', 'in'], rows, 3)));
  const steps = new Set(hooks.map(({ state }) => hookStepText(state, t)).filter((step) => step !== ''));
  terminal.out([...steps].map((step) => `\n${step}\n`).join(''));
}

/** What keeps hooks that Codex runs from being answered. */
async function failureWarnings(context: CliContext, hooks: readonly HookStatus[]): Promise<string[]> {
  const { folder, ledger, format, t } = context;
  if (!hooks.some(({ state }) => state === 'active')) {
    return [];
  }
  const launcher = launcherFile(folder.binFolder);
  const isGone = !existsSync(launcher);
  const last = await lastFailure(folder.hookFailuresFile);
  const isOver = last === undefined || isAnsweredSince(last, ledger.lastHookAnswerAtMs());
  return [
    ...(isGone ? [`The hooks start ${launcher}, which is not there: install them again.`] : []),
    ...(isOver ? [] : [`${failureTitle(t)} ${failureText(last, t, format, Date.now())}`]),
  ];
}

/** The last hook that was not answered although others have been since; undefined where there is none. */
export async function pastFailureSentence({ folder, ledger, format, t }: CliContext): Promise<string | undefined> {
  const last = await lastFailure(folder.hookFailuresFile);
  return last !== undefined && isAnsweredSince(last, ledger.lastHookAnswerAtMs())
    ? t('A hook was last not answered at {0}: {1}.', format.instant(last.atMs, Date.now()), last.reason)
    : undefined;
}
