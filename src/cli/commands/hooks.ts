import { GuardError } from '../../base/errors.ts';
import type { AppServerClient } from '../../codex/appServer/appServerClient.ts';
import { managedToml } from '../../codex/hooks/hookConfig.ts';
import { type HookPlan, hookPlaces, planHooks, removeHooks, writeHooks } from '../../codex/hooks/hookInstall.ts';
import { type HookRuntime, launcherFile, writeLauncher } from '../../codex/hooks/hookRuntime.ts';
import { type HookStates, forgetHooks, readHookStates, trustHooks } from '../../codex/hooks/hookTrust.ts';
import { planSections } from '../../core/hooks/hookPlanText.ts';
import { hooksAtWork } from '../../core/hooks/hookStatus.ts';
import { ensurePrivateFolder } from '../../ledger/privateFolder.ts';
import { ask } from '../ask.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { plainText } from '../output.ts';
import { refuseCodex } from '../person.ts';
import {
  askHome,
  hookStates,
  joinStates,
  noteStanding,
  pastFailureSentence,
  tellStates,
  unguardedSentence,
} from './hookStates.ts';

interface HooksOptions {
  readonly json?: boolean;
}

interface InstallOptions extends HooksOptions {
  readonly yes?: boolean;
  readonly trust?: boolean;
}

/**
 * Adds our hooks to each home, after the person has seen what is written and said yes; has Codex trust them only after
 * another yes of theirs, which no agent gives. Throws `hooks.invalid` for a home whose file cannot be added to, and
 * `input.noPerson`, before anything is written.
 */
export async function hooksInstall(context: CliContext, options: InstallOptions): Promise<ExitCode> {
  if (options.trust === true) {
    refuseCodex('--trust');
  }
  const runtime = runtimeOf(context);
  const { folder } = context;
  const plans = await Promise.all(context.homes.map((home) => planHooks(home, folder)));
  for (const plan of plans) {
    tellPlan(context, plan, runtime);
  }
  const isWritten = plans.every(({ before, after }) => before === after);
  if (!isWritten && !(await isWanted(context, options.yes, 'Write this? [y/N] ', '--yes'))) {
    return EXIT.notConfirmed;
  }
  ensurePrivateFolder(folder.root);
  await writeLauncher(folder.binFolder, runtime);
  await context.tellHooksPolicy();
  for (const plan of plans) {
    await writeHooks(plan, folder);
  }
  const states: HookStates[] = [];
  for (const [index, plan] of plans.entries()) {
    const one = await askHome(context, plan.home, (client) => trusted(context, plan, options, client));
    await noteStanding(context, context.homes[index] ?? plan.home, one.hooks);
    states.push(one);
  }
  tellStates(context, await joinStates(context, states), options.json === true);
  return EXIT.done;
}

/** How the hooks stand once the person has been asked whether Codex shall trust those that it does not yet. */
async function trusted(
  context: CliContext,
  plan: HookPlan,
  options: InstallOptions,
  client: AppServerClient,
): Promise<HookStates> {
  const launcher = launcherFile(context.folder.binFolder);
  const states = await readHookStates(client, plan, launcher);
  if (hooksAtWork(states.hooks) === 'all') {
    return states;
  }
  if (!(await isWanted(context, options.trust, 'Shall Codex trust these hooks? [y/N] ', '--trust'))) {
    return states;
  }
  if ((await trustHooks(client, plan)) < plan.toTrust.length) {
    context.terminal.err('Codex lists hooks of ours otherwise than they were shown: these are not trusted.\n');
  }
  return readHookStates(client, plan, launcher);
}

/** How Codex takes our hooks in each home. */
export async function hooksStatus(context: CliContext, options: HooksOptions): Promise<ExitCode> {
  const states = await hookStates(context);
  tellStates(context, states, options.json === true);
  for (const sentence of [unguardedSentence(context), await pastFailureSentence(context)]) {
    if (sentence !== undefined) {
      context.terminal.err(`${plainText(sentence)}\n`);
    }
  }
  return EXIT.done;
}

/** Takes our hooks out of each home, and what Codex has noted of them. */
export async function hooksUninstall(context: CliContext, options: HooksOptions): Promise<ExitCode> {
  const { folder, terminal } = context;
  for (const home of context.homes) {
    const places = await hookPlaces(home);
    try {
      await askHome(context, home, (client) => forgetHooks(client, places));
    } catch (error) {
      if (!GuardError.is(error)) {
        throw error;
      }
      terminal.err(`Codex keeps its note that our hooks in ${home} were trusted: ${error.message}.\n`);
    }
    const wasThere = await removeHooks(home, folder);
    await noteStanding(context, home, []);
    terminal.err(wasThere ? `Our hooks are out of ${home}.\n` : `There were no hooks of ours in ${home}.\n`);
  }
  if (options.json === true) {
    await hooksStatus(context, options);
  }
  return EXIT.done;
}

/** Prints what an administrator puts into Codex’s requirements.toml, and says beside it what to do with that. */
export function hooksPrintManaged({ terminal }: CliContext): ExitCode {
  terminal.out(managedToml());
  terminal.err(
    'Put this into /etc/codex/requirements.toml. Each user needs Codex Guardrails in ~/.codex-guardrails; where it is not, hooks fail and Codex goes on. They start a POSIX shell, so that they guard nobody on Windows yet.\n',
  );
  return EXIT.done;
}

function runtimeOf({ hookRuntime }: CliContext): HookRuntime {
  if (hookRuntime === undefined) {
    throw new GuardError('hooks.invalid', 'the program that answers hooks is not beside this one', {
      remedy: 'Install Codex Guardrails again, or build it: npm run build.',
    });
  }
  return hookRuntime;
}

function tellPlan({ terminal, folder, t }: CliContext, plan: HookPlan, { node, hook }: HookRuntime): void {
  const { binFolder, hooksFolder } = folder;
  const sections = planSections(plan, { launcher: launcherFile(binFolder), node, hook, hooksFolder }, t);
  for (const { text, written } of sections) {
    const lines = written === '' ? '' : `\n${written.trimEnd().replaceAll(/^/gm, '    ')}\n`;
    terminal.err(plainText(`${text}\n${lines}\n`));
  }
}

async function isWanted(
  { terminal }: CliContext,
  flag: boolean | undefined,
  question: string,
  name: string,
): Promise<boolean> {
  if (flag === true) {
    return true;
  }
  if (!terminal.isInteractive) {
    terminal.err(`Nobody to ask: ${name} answers it.\n`);
    return false;
  }
  return (await ask(question)) === 'y';
}
