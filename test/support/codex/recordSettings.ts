import type { CodexFixture } from './codexFixture.ts';
import { recordAll } from './recordBasics.ts';
import { playBriefly, usage } from './recordedScenarios.ts';
import { RecordingClient } from './recordingClient.ts';
import type { Recording } from './rolloutRecording.ts';
import { waitUntil } from './waitUntil.ts';

const PROMPTS = ['first look', 'second look', 'third look', 'fourth look', 'last look'] as const;
const [FIRST, SECOND, THIRD, FOURTH, LAST] = PROMPTS;

/** Threads whose model, effort or service tier is another one from turn to turn. */
export async function recordSwitches(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, ...PROMPTS);
  const threads = await RecordingClient.with(codex, async (client) => ({
    'tier-switched': await switchTier(client),
    'tier-for-one-turn': await switchTierForOneTurn(client),
    'model-switched': await switchModel(client),
    'effort-switched': await switchEffort(client),
  }));
  return recordAll(codex, threads);
}

async function switchTier(client: RecordingClient): Promise<string> {
  const thread = await client.begin();
  await client.turn(thread, FIRST);
  await client.turn(thread, SECOND, { serviceTier: 'priority' });
  await client.turn(thread, THIRD);
  await client.ask('thread/settings/update', { threadId: thread, serviceTier: 'flex' });
  await client.turn(thread, FOURTH);
  await client.ask('thread/settings/update', { threadId: thread, serviceTier: null });
  await client.turn(thread, LAST);
  return thread;
}

/** The rollout does not say what such a turn was served with. */
async function switchTierForOneTurn(client: RecordingClient): Promise<string> {
  const thread = await client.begin();
  await client.turn(thread, FIRST, { serviceTierForTurn: 'priority' });
  await client.turn(thread, SECOND, { serviceTier: 'priority' });
  await client.turn(thread, THIRD, { serviceTierForTurn: 'default' });
  return thread;
}

/** Codex keeps the thread's tier when the new model has no such tier, and does not ask for it. */
async function switchModel(client: RecordingClient): Promise<string> {
  const thread = await client.begin();
  await client.turn(thread, FIRST, { serviceTier: 'priority' });
  await client.turn(thread, SECOND, { model: 'gpt-6.1-sol' });
  await client.turn(thread, THIRD, { model: 'model-of-nobody' });
  await client.turn(thread, LAST, { model: 'gpt-5.5' });
  return thread;
}

async function switchEffort(client: RecordingClient): Promise<string> {
  const thread = await client.begin();
  await client.turn(thread, FIRST);
  await client.turn(thread, SECOND, { effort: 'high' });
  await client.ask('thread/settings/update', { threadId: thread, effort: 'low' });
  await client.turn(thread, THIRD);
  return thread;
}

/** Threads whose settings change, or are told to change, while a turn is under way. */
export async function recordSwitchesInTurn(codex: CodexFixture): Promise<Recording> {
  playBriefly(codex, ...PROMPTS);
  codex.backend.play('take your time', [
    { kind: 'shell', command: 'sleep 1', usage: usage(0, 9_011) },
    { kind: 'shell', command: 'ls', usage: usage(1, 9_011) },
    { kind: 'message', text: 'No hurry.', usage: usage(2, 9_011) },
  ]);
  const threads = await RecordingClient.with(codex, async (client) => ({
    'settings-for-next-turn': await switchDuringTurn(codex, client),
    'settings-in-turn': await switchWithinTurn(codex, client),
    steered: await steer(codex, client),
  }));
  return recordAll(codex, threads);
}

/** The rollout tells of the new settings in the middle of a turn that does not have them. */
async function switchDuringTurn(codex: CodexFixture, client: RecordingClient): Promise<string> {
  const thread = await client.begin();
  await client.untilTurnEnds(async () => {
    await startSlowly(codex, client, thread);
    await client.ask('thread/settings/update', {
      threadId: thread,
      serviceTier: 'priority',
      effort: 'high',
      model: 'gpt-6.1-sol',
    });
  });
  await client.turn(thread, LAST);
  return thread;
}

/** By an experimental feature a running turn takes new settings at its next request; the rollout keeps silent. */
async function switchWithinTurn(codex: CodexFixture, client: RecordingClient): Promise<string> {
  const thread = await client.begin({ config: { 'features.step_model_switching': true } });
  await client.untilTurnEnds(async () => {
    const turnId = await startSlowly(codex, client, thread);
    await client.ask('turn/settings/update', { threadId: thread, turnId, serviceTier: 'priority', effort: 'high' });
  });
  await client.turn(thread, LAST);
  return thread;
}

/** A second message of the user, taken up by the turn that is under way. */
async function steer(codex: CodexFixture, client: RecordingClient): Promise<string> {
  const thread = await client.begin();
  await client.untilTurnEnds(async () => {
    const expectedTurnId = await startSlowly(codex, client, thread);
    const input = [{ type: 'text', text: FIRST }];
    await client.ask('turn/steer', { threadId: thread, expectedTurnId, input });
  });
  await client.turn(thread, LAST);
  return thread;
}

/** Starts the slow turn; its first command runs when this returns. */
async function startSlowly({ backend }: CodexFixture, client: RecordingClient, thread: string): Promise<string> {
  const answered = (): number =>
    backend.modelRequests.filter(({ completedAtMs }) => completedAtMs !== undefined).length;
  const before = answered();
  const turn = await client.start(thread, 'take your time');
  await waitUntil('the first answer', () => answered() > before, 10_000);
  return turn;
}
