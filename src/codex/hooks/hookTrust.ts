import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';

import { GuardError } from '../../base/errors.ts';
import { HOOK_EVENTS, type HookEvent, type HookState, type HookStatus } from '../../core/hooks/hookStatus.ts';
import type { AppServerClient } from '../appServer/appServerClient.ts';
import { isOwnCommand, ownHooks } from './hookConfig.ts';
import type { HookPlaces, HookPlan } from './hookInstall.ts';

const listAnswer = z.object({
  data: z.array(
    z.object({
      hooks: z.array(
        z.object({
          key: z.string(),
          eventName: z.string(),
          source: z.string(),
          sourcePath: z.string(),
          enabled: z.boolean(),
          isManaged: z.catch(z.boolean(), false),
          currentHash: z.string(),
          trustStatus: z.string(),
          command: z.catch(z.optional(z.string()), undefined),
        }),
      ),
      warnings: z.catch(z.array(z.string()), []),
    }),
  ),
});
type ListedHook = z.output<typeof listAnswer>['data'][number]['hooks'][number];

const requirementsAnswer = z.object({
  requirements: z.nullish(z.object({ allowManagedHooksOnly: z.nullish(z.boolean()) })),
});
const featuresAnswer = z.object({
  config: z.object({ features: z.nullish(z.object({ hooks: z.nullish(z.boolean()) })) }),
});

/** How hooks of ours stand in a home, and what Codex itself says of the home's hooks. */
export interface HookStates {
  readonly hooks: readonly HookStatus[];
  readonly warnings: readonly string[];
}

/** Asks a home's own Codex how it takes our hooks, which start `launcher`. Throws what asking throws. */
export async function readHookStates(
  client: AppServerClient,
  { home, hooksFile }: Pick<HookPlaces, 'home' | 'hooksFile'>,
  launcher: string,
): Promise<HookStates> {
  const { hooks: listed, warnings } = await listHooks(client, home);
  const found = ownHooks(launcher).map(({ event, command }) => {
    const managed = listed.find((hook) => hook.isManaged && hook.enabled && isOwn(hook, event));
    const own = listed.find((hook) => hook.sourcePath === hooksFile && isOf(hook, event) && hook.command === command);
    return { event, hook: managed ?? own, isTwice: managed !== undefined && own?.enabled === true };
  });
  const isComplete = found.every(({ hook }) => hook !== undefined);
  const unlisted = isComplete ? 'missing' : await stateOfUnlisted(client, home);
  const hooks = found.map(({ event, hook }): HookStatus => ({
    home,
    event,
    state: hook === undefined ? unlisted : stateOf(hook),
    sourcePath: hook?.sourcePath ?? hooksFile,
  }));
  return { hooks, warnings: found.some(({ isTwice }) => isTwice) ? [...warnings, TWICE] : warnings };
}

/** One of the two answers, and the other one waits for nothing; but each is started. */
const TWICE =
  'Hooks of your administrator guard this home, and so do your own: “codex-guardrails hooks uninstall” spares Codex the second.';

/**
 * Notes in Codex's own configuration, through Codex itself, that the person trusts the hooks of a plan: call it upon
 * their explicit yes. Only what Codex lists as it was planned, place and hash, is trusted. Returns how many were.
 */
export async function trustHooks(client: AppServerClient, { home, toTrust }: HookPlan): Promise<number> {
  const { hooks } = await listHooks(client, home);
  const asPlanned = toTrust.filter(({ key, hash }) =>
    hooks.some((hook) => hook.key === key && hook.currentHash === hash && !hook.isManaged),
  );
  if (asPlanned.length > 0) {
    const value = Object.fromEntries(asPlanned.map(({ key, hash }) => [key, { trusted_hash: hash }]));
    await writeConfig(client, [{ keyPath: STATE, value, mergeStrategy: 'upsert' }]);
  }
  return asPlanned.length;
}

/** Takes back what Codex has noted of hooks of ours; before they are taken out of their file, while it lists them. */
export async function forgetHooks(client: AppServerClient, { home, configFile }: HookPlaces): Promise<void> {
  const { hooks } = await listHooks(client, home);
  const own = hooks.filter((hook) => !hook.isManaged && HOOK_EVENTS.some((event) => isOwn(hook, event)));
  const noted = await readFile(configFile, 'utf8').catch(() => '');
  const edits = own
    .filter(({ key }) => noted.includes(JSON.stringify(key)))
    .map(({ key }) => ({ keyPath: `${STATE}.${JSON.stringify(key)}`, value: null, mergeStrategy: 'replace' }));
  if (edits.length === 0) {
    return;
  }
  await writeConfig(client, edits);
  const left = await readFile(configFile, 'utf8').catch(() => '');
  // Codex leaves the bare heading of what it has written for the first hook that was ever trusted.
  if (/^\[hooks\.state\]\s*$/m.test(left) && !left.includes('[hooks.state.')) {
    await writeConfig(client, [{ keyPath: STATE, value: null, mergeStrategy: 'replace' }]);
  }
}

/** Where Codex keeps what is known of hooks. */
const STATE = 'hooks.state';

async function writeConfig(client: AppServerClient, edits: readonly object[]): Promise<void> {
  await client.request('config/batchWrite', { edits, reloadUserConfig: true }, z.unknown());
}

async function listHooks(client: AppServerClient, cwd: string) {
  const { data } = await client.request('hooks/list', { cwds: [cwd] }, listAnswer);
  return { hooks: data.flatMap(({ hooks }) => hooks), warnings: data.flatMap(({ warnings }) => warnings) };
}

function isOf({ eventName }: ListedHook, event: HookEvent): boolean {
  return eventName.toLowerCase() === event.toLowerCase();
}

function isOwn(hook: ListedHook, event: HookEvent): boolean {
  return isOf(hook, event) && isOwnCommand(hook.command, event);
}

function stateOf({ enabled, trustStatus }: ListedHook): HookState {
  if (!enabled) {
    return 'disabled';
  }
  switch (trustStatus) {
    case 'trusted':
    case 'managed':
      return 'active';
    case 'modified':
      return 'modified';
    default:
      return 'needs-review';
  }
}

/** Codex lists no hook that it may not run, whatever stands in the file. */
async function stateOfUnlisted(client: AppServerClient, cwd: string): Promise<HookState> {
  const { requirements } = await askIfKnown(client, 'configRequirements/read', {}, requirementsAnswer, {});
  if (requirements?.allowManagedHooksOnly === true) {
    return 'managed-only';
  }
  const noConfig: z.output<typeof featuresAnswer> = { config: {} };
  const { config } = await askIfKnown(client, 'config/read', { cwd }, featuresAnswer, noConfig);
  return config.features?.hooks === false ? 'disabled' : 'missing';
}

/** Older versions of Codex refuse what they do not know. */
async function askIfKnown<T>(
  client: AppServerClient,
  method: string,
  params: object,
  answer: z.ZodMiniType<T>,
  fallback: T,
): Promise<T> {
  try {
    return await client.request(method, params, answer);
  } catch (error) {
    if (GuardError.is(error, 'codex.refused') || GuardError.is(error, 'codex.protocol')) {
      return fallback;
    }
    throw error;
  }
}
