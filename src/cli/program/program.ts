import { Command } from 'commander';

import { CLIENT_VERSION } from '../../codex/surface.ts';
import type { BundledPrograms } from '../context.ts';
import type { Terminal } from '../output.ts';
import { definer } from './define.ts';
import { defineHooks } from './hookCommands.ts';
import { definePolicy, defineRateCard } from './ruleCommands.ts';
import { defineDecisions, defineRuns } from './runCommands.ts';
import { defineUsage } from './usageCommands.ts';
import { defineWallet } from './walletCommands.ts';

/** `codex-guardrails` with all its commands, in the order in which its help lists them. */
export function program(terminal: Terminal, programs: BundledPrograms): Command {
  const root = new Command('codex-guardrails')
    .description('Knows what Codex task runs cost in credits, and keeps them inside your budgets.')
    .version(CLIENT_VERSION)
    .configureOutput({ writeErr: terminal.err, writeOut: terminal.out })
    .exitOverride();
  const define = definer(terminal, programs);
  for (const defineSome of [
    defineUsage,
    defineWallet,
    defineRuns,
    defineDecisions,
    definePolicy,
    defineRateCard,
    defineHooks,
  ]) {
    defineSome(root, define);
  }
  return root;
}
