import { mkdir, writeFile } from 'node:fs/promises';
import { waitForExit } from '../processes.ts';
import { SHIPPED } from '../shippedPrograms.ts';
import { type CodexFixture, type CodexFixtureOptions, createCodexFixture } from './codexFixture.ts';
import { callGuardrails } from './guardrailsCli.ts';
import { type HookEvent, hookFlags } from './hookFlags.ts';

export interface AuditRow {
  readonly effect: string;
  readonly surface: string;
  readonly effort: string | null;
  readonly answers: readonly { readonly answer: string; readonly answeredBy: string }[];
  readonly run: { readonly status: string; readonly creditsMicros: number | null } | null;
}

/** The real Codex, with hooks that our own program answers; and what a person does about them. */
export interface HookedCodex {
  readonly codex: CodexFixture;
  /** What makes a Codex run hooks of ours, without any being installed. */
  flags(events: readonly HookEvent[]): string[];
  policy(rules: object): Promise<void>;
  /** How many requests the model has had. */
  requests(): number;
  audit(): Promise<readonly AuditRow[]>;
  /** Waits until the last run that was decided on has this status. */
  lastRunIs(status: string): Promise<void>;
  /** How many requests the ledger counts. */
  counted(): Promise<number>;
  /** Installs our hooks into the home, as a person does who says yes to all. */
  install(): Promise<void>;
  /** Waits for a question of a hook. */
  openQuestion(): Promise<string>;
  /** A person types `yes` at a terminal of their own. */
  approve(id: string, flags?: string): Promise<void>;
  /** The same as a command, which an agent may call as well. */
  approveAtTerminal(id: string, flags?: string): string;
}

export const WATCHED = ['UserPromptSubmit', 'PreModelRequest', 'PreCompact'] as const;

/** Whoever creates it disposes of its fixture. */
export async function createHookedCodex(options: CodexFixtureOptions = {}): Promise<HookedCodex> {
  const codex = await createCodexFixture(options);
  const rows = async <T>(...args: readonly string[]): Promise<readonly T[]> => {
    const { out } = await callGuardrails(codex, ...args, '--json');
    return (JSON.parse(out) as { readonly rows: readonly T[] }).rows;
  };
  const approveAtTerminal = (id: string, flags = ''): string =>
    `echo yes | script -qec "'${process.execPath}' '${SHIPPED.cli}' approvals approve ${id} ${flags}" /dev/null`;
  return {
    codex,
    flags: (events) =>
      hookFlags(Object.fromEntries(events.map((event) => [event, `'${process.execPath}' '${SHIPPED.hook}' ${event}`]))),
    policy: async (rules) => {
      await mkdir(codex.dataFolder, { recursive: true });
      await writeFile(`${codex.dataFolder}/policy.json`, JSON.stringify({ version: 1, ...rules }));
    },
    requests: () => codex.backend.modelRequests.length,
    audit: () => rows<AuditRow>('audit'),
    lastRunIs: async (status) => {
      while ((await rows<AuditRow>('audit')).at(-1)?.run?.status !== status);
    },
    counted: async () => {
      const { out } = await callGuardrails(codex, 'report', '--json');
      return (JSON.parse(out) as { readonly totals: { readonly requests: number } }).totals.requests;
    },
    install: async () => {
      await callGuardrails(codex, 'hooks', 'install', '--yes', '--trust');
    },
    openQuestion: async () => {
      for (;;) {
        const [open] = await rows<{ readonly id: string }>('approvals', 'list');
        if (open !== undefined) {
          return open.id;
        }
      }
    },
    approve: async (id, flags) => {
      const { workspace: cwd, env } = codex;
      const child = codex.processes.spawnTracked('/bin/sh', ['-c', approveAtTerminal(id, flags)], { cwd, env });
      child.stdin.end();
      const { code } = await waitForExit(child);
      if (code !== 0) {
        throw new Error(`approving ended with ${code ?? 'a signal'}`);
      }
    },
    approveAtTerminal,
  };
}
