import { createHash } from 'node:crypto';

import { HOOK_EVENTS, type HookEvent } from '../../core/hooks/hookStatus.ts';
import { MANAGED } from './hookVariables.ts';

/** A hook, wherever it is told to Codex. All of it is part of what a person trusts: a change asks for their trust anew. */
export interface HookDefinition {
  readonly event: HookEvent;
  readonly command: string;
  readonly timeoutS: number;
  readonly statusMessage: string;
}

/** What Codex shows while a hook has not ended, at its terminal, too: also where that takes a person in VS Code. */
const MAY_BE_ASKED = 'if your policy asks, the question is in VS Code';

/** A year: a hook that takes longer is passed over, and what it held goes on. */
export const HOLDING_TIMEOUT_S = 31_536_000;
export const NOTING_TIMEOUT_S = 60;

const DETAILS: Readonly<Record<HookEvent, Omit<HookDefinition, 'event' | 'command'>>> = {
  UserPromptSubmit: {
    timeoutS: HOLDING_TIMEOUT_S,
    statusMessage: `Codex Guardrails looks at what this will cost; ${MAY_BE_ASKED}`,
  },
  PreModelRequest: {
    timeoutS: HOLDING_TIMEOUT_S,
    statusMessage: `Codex Guardrails looks at the budget; ${MAY_BE_ASKED}`,
  },
  PreCompact: { timeoutS: HOLDING_TIMEOUT_S, statusMessage: `Codex Guardrails looks at the budget; ${MAY_BE_ASKED}` },
  PostModelRequest: { timeoutS: NOTING_TIMEOUT_S, statusMessage: 'Codex Guardrails notes what was used' },
};

/** How Codex names events where it notes trust. */
const SNAKE_NAMES: Readonly<Record<HookEvent, string>> = {
  UserPromptSubmit: 'user_prompt_submit',
  PreModelRequest: 'pre_model_request',
  PreCompact: 'pre_compact',
  PostModelRequest: 'post_model_request',
};

/**
 * Our hooks. Their text is the same for ever, since it is trusted as it stands: what may change lies in the launcher.
 *
 * The launcher takes the place of the shell that Codex starts, so that its parent is the Codex process. Where the
 * launcher is gone the hook fails, and the run goes on: a plain `sh FILE` would end with 2 in some shells, which blocks.
 */
export function ownHooks(launcher: string): HookDefinition[] {
  return hooksFor(shellQuoted(launcher), '');
}

/**
 * The same for hooks of an administrator, each in the home of whoever runs Codex. They say whose they are: where the home
 * has its own, too, both tell of the same response.
 */
export function managedHooks(): HookDefinition[] {
  return hooksFor('"$HOME/.codex-guardrails/bin/codex-hook"', ` ${MANAGED}`);
}

function hooksFor(launcherWord: string, more: string): HookDefinition[] {
  return HOOK_EVENTS.map((event) => ({
    event,
    command: `[ -r ${launcherWord} ] && exec /bin/sh ${launcherWord} ${event}${more}`,
    ...DETAILS[event],
  }));
}

/** Whether a command starts a launcher of ours for this event, in whatever data folder. */
export function isOwnCommand(command: unknown, event: HookEvent): boolean {
  return typeof command === 'string' && /\/bin\/codex-hook['"] (\w+)(?: managed)?$/.exec(command)?.[1] === event;
}

/** A word of a shell's command line that stands for `text`. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A hook as hooks.json writes it. */
export function handlerJson({ command, timeoutS, statusMessage }: HookDefinition): Readonly<Record<string, unknown>> {
  return { type: 'command', command, timeout: timeoutS, statusMessage };
}

/** Codex trusts a hook by the hash of its definition: JSON without blanks, keys in order. */
export function trustedHash({ event, command, timeoutS, statusMessage }: HookDefinition): string {
  const hook = { async: false, command, statusMessage, timeout: timeoutS, type: 'command' };
  const definition = JSON.stringify({ event_name: SNAKE_NAMES[event], hooks: [hook] });
  return `sha256:${createHash('sha256').update(definition).digest('hex')}`;
}

/** Under which name Codex notes trust in a hook of a file: its place is part of it. */
export function hookKey(file: string, { event, group, handler }: HookPlace): string {
  return `${file}:${SNAKE_NAMES[event]}:${group}:${handler}`;
}

/** Where a hook stands among those of its event. */
export interface HookPlace {
  readonly event: HookEvent;
  readonly group: number;
  readonly handler: number;
}

/** What an administrator puts into Codex's requirements.toml: our hooks, and hooks that cannot be switched off. */
export function managedToml(): string {
  // A basic string of TOML is written as one of JSON.
  const tables = managedHooks().map(({ event, command, timeoutS, statusMessage }) =>
    [
      `[[hooks.${event}]]`,
      `[[hooks.${event}.hooks]]`,
      'type = "command"',
      `command = ${JSON.stringify(command)}`,
      `timeout = ${timeoutS}`,
      `statusMessage = ${JSON.stringify(statusMessage)}`,
      '',
    ].join('\n'),
  );
  return ['[features]\nhooks = true\n', ...tables].join('\n');
}
