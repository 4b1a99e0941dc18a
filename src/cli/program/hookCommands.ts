import type { Command } from 'commander';

import * as actions from '../actions.ts';
import { type Define, JSON_ANSWER, codexHome } from './define.ts';

/** Guarding runs that are started elsewhere, and whether all is well here. */
export function defineHooks(root: Command, define: Define): void {
  define(
    root,
    'hook [event]',
    'answer one call of a hook of Codex; its input is read from standard input',
    actions.hook,
  );
  const hooks = root.command('hooks').description('guard runs that are started elsewhere').exitOverride();
  define(hooks, 'install', 'add our hooks to Codex, once you have seen what is written', actions.hooksInstall)
    .option('--yes', 'write without being asked')
    .option('--trust', 'have Codex trust the hooks without being asked')
    .addOption(codexHome())
    .option(...JSON_ANSWER);
  define(hooks, 'status', 'which of our hooks Codex runs, and what mends those that it does not', actions.hooksStatus)
    .addOption(codexHome())
    .option(...JSON_ANSWER);
  define(hooks, 'uninstall', 'take our hooks out of Codex', actions.hooksUninstall)
    .addOption(codexHome())
    .option(...JSON_ANSWER);
  define(
    hooks,
    'print-managed',
    'what an administrator puts into Codex’s requirements.toml',
    actions.hooksPrintManaged,
  );
  define(root, 'doctor', 'what was found, what is missing, what to do', actions.doctor)
    .addOption(codexHome())
    .option(...JSON_ANSWER);
}
