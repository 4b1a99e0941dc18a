import path from 'node:path';

import { GuardError } from '../../../../src/base/errors.ts';
import { type HookDefinition, ownHooks } from '../../../../src/codex/hooks/hookConfig.ts';
import { gatePlace } from '../../../../src/codex/hooks/hookGate.ts';
import { readHookCall } from '../../../../src/codex/hooks/hookProtocol.ts';
import { ownHooksIn, withOwnHooks, withoutOwnHooks } from '../../../../src/codex/hooks/hooksFile.ts';
import { parseToldResponse } from '../../../../src/codex/hooks/toldResponse.ts';
import { HOOK_EVENTS } from '../../../../src/core/hooks/hookStatus.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { lawfulData, lawfulUsage, mustHold } from '../laws.ts';

const THREAD = '01a10000-0000-7000-8000-000000000001';
const GATES = '/data/hook-gates';
const LAUNCHER = '/data/bin/codex-hook';

const usage = {
  input_tokens: 1200,
  cached_input_tokens: 400,
  cache_write_input_tokens: 100,
  output_tokens: 300,
  reasoning_output_tokens: 50,
  total_tokens: 1500,
};
const call = {
  session_id: THREAD,
  turn_id: '01a10000-0000-7000-8000-000000000002',
  transcript_path: `/home/me/.codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-${THREAD}.jsonl`,
  cwd: '/work/api',
  model: 'gpt-5.5',
  permission_mode: 'default',
};
const calls = HOOK_EVENTS.flatMap((event) => [
  { ...call, hook_event_name: event, prompt: 'Mend the build.' },
  { ...call, hook_event_name: event, agent_id: '01a10000-0000-7000-8000-000000000003', transcript_path: null },
  { ...call, hook_event_name: event, status: 'completed', token_usage: usage },
]);

/** What Codex says to a hook: its ids become names of files, which must not lead out of their folder. */
export function hookInputTarget(): FuzzTarget {
  return {
    name: 'hook input',
    corpus: calls.map((each) => JSON.stringify(each)),
    read: (input) => HOOK_EVENTS.map((event) => isLawfulCall(event, input)).includes(true),
  };
}

function isLawfulCall(event: (typeof HOOK_EVENTS)[number], input: string): boolean {
  const read = expecting('hook.unreadable', () => readHookCall(event, input));
  if (read === undefined) {
    return false;
  }
  lawfulData(read);
  mustHold(
    [read.rootThreadId, read.threadId, read.turnId, read.cwd].every((text) => text !== ''),
    'an id is empty',
  );
  if (read.usage !== undefined) {
    lawfulUsage(read.usage);
  }
  const place = gatePlace(GATES, read.rootThreadId, read.turnId);
  if (place !== undefined) {
    mustHold(path.dirname(place.folder) === GATES, 'a gate outside its folder');
    mustHold(path.dirname(path.join(place.folder, `gate.${place.turnId}`)) === place.folder, 'a gate elsewhere');
  }
  return true;
}

/** What a hook of a run of ours was told of a response. */
export function toldResponseTarget(): FuzzTarget {
  return {
    name: 'told response',
    corpus: calls.map((each) => JSON.stringify(each)),
    read: (input) => {
      const told = parseToldResponse(input);
      if (told !== undefined) {
        lawfulUsage(told.usage);
        mustHold(told.model !== '', 'a model without a name');
      }
      return told !== undefined;
    },
  };
}

/** Another's hooks.json: with our hooks in it and out again, it is as it was. */
export function hooksFileTarget(): FuzzTarget {
  const own = ownHooks(LAUNCHER);
  const group = (...commands: readonly string[]) => ({
    matcher: '*',
    hooks: commands.map((command) => ({ type: 'command', command, timeout: 5 })),
  });
  const others = { hooks: { UserPromptSubmit: [group('theirs', 'other')], Stop: [group('bell')] }, description: 'x' };
  return {
    name: 'hooks.json',
    corpus: [JSON.stringify(others), JSON.stringify(others, null, 2), '{\n\t"hooks": {}\n}\n', '{}', ''],
    read: (input) => isLawfulFile(input, own),
  };
}

function isLawfulFile(text: string, own: readonly HookDefinition[]): boolean {
  const added = expecting('hooks.invalid', () => withOwnHooks('hooks.json', text, own));
  if (added === undefined) {
    return false;
  }
  const events = new Set(ownHooksIn('hooks.json', added).map(({ event }) => event));
  mustHold(
    own.every(({ event }) => events.has(event)),
    'a hook of ours is missing',
  );
  const removed = expecting('hooks.invalid', () => withoutOwnHooks('hooks.json', added));
  mustHold(removed !== undefined && ownHooksIn('hooks.json', removed).length === 0, 'a hook of ours is left');
  return true;
}

/** Undefined where it fails as it says that it may; whatever else is thrown is a find. */
export function expecting<T>(
  code: 'hook.unreadable' | 'hooks.invalid' | 'rateCard.invalid',
  read: () => T,
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (GuardError.is(error, code)) {
      return undefined;
    }
    throw error;
  }
}
