import type { StepUsage } from './backendLog.ts';
import type { SeededRandom } from './seededRandom.ts';
import { uuidV7 } from './uuidV7.ts';

export interface DemoRequest {
  readonly completedAtMs: number;
  readonly responseId: string;
  readonly usage: StepUsage;
  /** What the agent runs next in its shell, unless the turn ends here. */
  readonly command: string;
}

export interface DemoTurn {
  readonly id: string;
  readonly rootTurnId: string;
  readonly parentTurnId: string | null;
  readonly prompt: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly requests: readonly DemoRequest[];
  readonly interrupted: boolean;
}

export type Originator = 'codex-tui' | 'codex_exec' | 'codex_vscode';

export interface DemoThread {
  readonly id: string;
  /** The thread itself, or the one that the tree of agents grows from. */
  readonly rootId: string;
  readonly parentId: string | undefined;
  readonly originator: Originator;
  readonly workspace: string;
  readonly model: string;
  readonly effort: string;
  readonly tier: string | undefined;
  readonly turns: readonly DemoTurn[];
}

export interface DemoOptions {
  readonly nowMs: number;
  readonly days: number;
  readonly workspaces: readonly [string, ...string[]];
}

interface Task {
  readonly prompt: string;
  readonly requests: readonly [min: number, max: number];
}

const TASKS: readonly [Task, ...Task[]] = [
  { prompt: 'What does the retry logic in the payment client do?', requests: [1, 4] },
  { prompt: 'Explain why this test is flaky', requests: [2, 6] },
  { prompt: 'Rename Order.total to Order.grossTotal everywhere', requests: [3, 9] },
  { prompt: 'Write the release notes for this week from the git log', requests: [2, 5] },
  { prompt: 'Fix the failing test in the checkout suite', requests: [4, 14] },
  { prompt: 'Add a health endpoint with a test', requests: [5, 12] },
  { prompt: 'The import job runs out of memory on large files, find out why and fix it', requests: [8, 24] },
  { prompt: 'Review the changes on this branch and list what could break', requests: [4, 11] },
  { prompt: 'Migrate the date handling to Temporal', requests: [12, 34] },
  { prompt: 'Upgrade the linter and fix what it finds', requests: [6, 20] },
  { prompt: 'Make the nightly export resumable', requests: [10, 28] },
  { prompt: 'Add German translations for the cart', requests: [3, 8] },
];

const SUBTASK: Task = { prompt: 'Find every caller and report what each one relies on', requests: [2, 7] };

const COMMANDS = [
  'git status --short',
  'rg -n "retry" src',
  'sed -n 1,160p src/index.ts',
  'npm test',
  'git diff --stat',
  'ls src',
] as const;

interface ModelHabit {
  readonly model: string;
  readonly weight: number;
  readonly efforts: readonly [string, ...string[]];
}

const MODELS: readonly [ModelHabit, ...ModelHabit[]] = [
  { model: 'gpt-6.1-sol', weight: 0.5, efforts: ['low', 'medium', 'medium', 'high'] },
  { model: 'gpt-5.5', weight: 0.2, efforts: ['medium', 'medium', 'high'] },
  { model: 'gpt-6-luna', weight: 0.2, efforts: ['low', 'medium'] },
  { model: 'gpt-6-astra', weight: 0.1, efforts: ['medium', 'high', 'xhigh'] },
];

const EFFORT_FACTOR: Readonly<Record<string, number>> = { low: 0.7, medium: 1, high: 1.7, xhigh: 3 };
const ORIGINATORS = ['codex-tui', 'codex-tui', 'codex_vscode', 'codex_exec'] as const;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A month of somebody's work: each thread with its turns and requests, oldest first. */
export function planDemo(options: DemoOptions, random: SeededRandom): readonly DemoThread[] {
  const threads: DemoThread[] = [];
  for (let daysAgo = options.days - 1; daysAgo >= 0; daysAgo -= 1) {
    const midnight = new Date(options.nowMs);
    midnight.setHours(0, 0, 0, 0);
    midnight.setDate(midnight.getDate() - daysAgo);
    threads.push(...planDay(midnight, options, random));
  }
  return threads;
}

function planDay(midnight: Date, { nowMs, workspaces }: DemoOptions, random: SeededRandom): DemoThread[] {
  const weekend = midnight.getDay() === 0 || midnight.getDay() === 6;
  let runs = weekend ? random.int(0, 1) : random.int(2, 8);
  let atMs = midnight.getTime() + 8.5 * HOUR_MS;
  const threads: DemoThread[] = [];
  while (runs > 0) {
    atMs += random.int(5, 70) * MINUTE_MS;
    const turns = Math.min(runs, random.pick([1, 1, 1, 2, 3]));
    const tree = planThread(atMs, turns, random.pick(workspaces), random);
    atMs = Math.max(...tree.map(endOf));
    threads.push(...(atMs < nowMs ? tree : []));
    runs -= turns;
  }
  return threads;
}

/** When the last turn of a thread ended. */
export function endOf({ turns }: DemoThread): number {
  return Math.max(...turns.map(({ endedAtMs }) => endedAtMs));
}

/** A thread of some turns, and behind it the subagents that its larger turns start. */
function planThread(
  startMs: number,
  turnCount: number,
  workspace: string,
  random: SeededRandom,
): readonly DemoThread[] {
  const id = uuidV7(startMs, random);
  const habit = pickHabit(random);
  const traits = {
    rootId: id,
    originator: random.pick(ORIGINATORS),
    workspace,
    model: habit.model,
    effort: random.pick(habit.efforts),
    tier: random.chance(0.1) ? 'priority' : undefined,
  };
  const turns: DemoTurn[] = [];
  const children: DemoThread[] = [];
  for (let turn = 0; turn < turnCount; turn += 1) {
    const before = turns.at(-1);
    const atMs = before === undefined ? startMs : before.endedAtMs + random.int(1, 12) * MINUTE_MS;
    const context = before?.requests.at(-1)?.usage.input ?? random.int(9_000, 18_000);
    const start = { startedAtMs: atMs, context, effort: traits.effort };
    const planned = planTurn(start, random.pick(TASKS), undefined, random);
    turns.push(planned);
    if (planned.requests.length > 10 && random.chance(0.4)) {
      children.push(planChild(id, planned, traits, random));
    }
  }
  return [{ ...traits, id, parentId: undefined, turns }, ...children];
}

function planChild(
  parentId: string,
  parentTurn: DemoTurn,
  traits: Omit<DemoThread, 'id' | 'parentId' | 'turns'>,
  random: SeededRandom,
): DemoThread {
  const startedAtMs = parentTurn.requests[1]?.completedAtMs ?? parentTurn.startedAtMs;
  const id = uuidV7(startedAtMs, random);
  const start = { startedAtMs, context: random.int(6_000, 9_000), effort: traits.effort };
  return { ...traits, id, parentId, turns: [planTurn(start, SUBTASK, parentTurn, random)] };
}

interface TurnStart {
  readonly startedAtMs: number;
  /** Tokens that the conversation already has. */
  readonly context: number;
  readonly effort: string;
}

function planTurn(start: TurnStart, task: Task, parent: DemoTurn | undefined, random: SeededRandom): DemoTurn {
  const { startedAtMs } = start;
  const id = uuidV7(startedAtMs, random);
  const requests = planRequests(start, random.int(...task.requests), random);
  return {
    id,
    rootTurnId: parent?.rootTurnId ?? id,
    parentTurnId: parent?.id ?? null,
    prompt: task.prompt,
    startedAtMs,
    endedAtMs: (requests.at(-1)?.completedAtMs ?? startedAtMs) + random.int(20, 200),
    requests,
    interrupted: parent === undefined && random.chance(0.05),
  };
}

const CONTEXT_MAX = 240_000;

/** Each request carries the conversation so far; most of it comes from the cache. */
function planRequests({ startedAtMs, context, effort }: TurnStart, count: number, random: SeededRandom): DemoRequest[] {
  const requests: DemoRequest[] = [];
  let atMs = startedAtMs;
  let input = context;
  for (let step = 0; step < count; step += 1) {
    const cacheable = requests.at(-1)?.usage.input ?? Math.floor(context / 2);
    const output = Math.round(random.int(60, 900) * (EFFORT_FACTOR[effort] ?? 1));
    const completedAtMs = atMs + 1_500 + output * random.int(8, 20);
    requests.push({
      completedAtMs,
      responseId: `resp_${uuidV7(atMs, random).replaceAll('-', '')}`,
      usage: {
        input,
        cached: random.chance(0.95) ? cacheable - (cacheable % 128) : 0,
        cacheWrite: 0,
        output,
        reasoning: Math.floor(output * random.next() * 0.7),
      },
      command: random.pick(COMMANDS),
    });
    atMs = completedAtMs + random.int(100, 9_000);
    input = Math.min(CONTEXT_MAX, input + output + random.int(200, 4_500));
  }
  return requests;
}

function pickHabit(random: SeededRandom): ModelHabit {
  let left = random.next();
  return MODELS.find(({ weight }) => (left -= weight) < 0) ?? MODELS[0];
}
