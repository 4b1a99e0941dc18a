import type { PromptFeatures } from './prompt.ts';
import { PROMPT_VERBS, type PromptVerb } from './promptVerbs.ts';

/** What is known of a run before its first token. What is not known is undefined. */
export interface RunFeatures {
  readonly model: string | undefined;
  /** Undefined where none was asked for: Codex takes the model's own. */
  readonly effort: string | undefined;
  /** Tokens in the thread before the turn; 0 for a new thread. */
  readonly contextTokens: number | undefined;
  /** Since the thread's previous request; undefined for a new thread, and where it is not known. */
  readonly idleMs: number | undefined;
  readonly workspace: string | undefined;
  readonly threadId: string | undefined;
  readonly prompt: PromptFeatures | undefined;
}

/** A finished run of the past, oldest first where they come in a list. */
export interface PastRun extends RunFeatures {
  /** See `units.ts`; above zero. */
  readonly units: number;
}

/** What a feature is about, for telling why. */
export type FeatureTopic = 'thread' | 'idle' | 'prompt' | 'task' | 'effort' | 'model';

/** Is told a feature's number. */
type OnFeature = (name: string, value: number, topic: FeatureTopic) => void;

/** Tells a number of each feature, always in the same order. Those of what is not known are left out. */
export function eachFeature({ contextTokens, idleMs, prompt, effort, model }: RunFeatures, onFeature: OnFeature): void {
  const tell = (topic: FeatureTopic, values: Readonly<Record<string, number>>): void => {
    for (const name of Object.keys(values)) {
      onFeature(name, values[name] ?? 0, topic);
    }
  };
  tell('effort', effortFeatures(effort));
  if (model !== undefined) {
    tell('model', modelFeatures(model));
  }
  if (contextTokens !== undefined) {
    tell('thread', threadFeatures(contextTokens));
    tell('idle', idleFeatures(idleMs, contextTokens));
  }
  if (prompt !== undefined) {
    tell('prompt', promptLook(prompt));
    tell('task', taskFeatures(prompt));
  }
  if (contextTokens !== undefined && prompt !== undefined) {
    tell('prompt', promptInThread(prompt, contextTokens));
  }
}

const CONTEXT_SCALE_TOKENS = 10_000;
const MUCH_CONTEXT_TOKENS = 100_000;

function lnContext(contextTokens: number): number {
  return Math.log1p(contextTokens / CONTEXT_SCALE_TOKENS);
}

function threadFeatures(contextTokens: number): Readonly<Record<string, number>> {
  const context = lnContext(contextTokens);
  return {
    context,
    contextSquared: (context * context) / 3,
    muchContext: flag(contextTokens > MUCH_CONTEXT_TOKENS),
    newThread: flag(contextTokens === 0),
  };
}

const MINUTE_MS = 60_000;
/** Providers keep what they have read for some minutes: behind them, a thread is read anew. */
const COLD_AFTER_MS = 10 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

function idleFeatures(idleMs: number | undefined, contextTokens: number): Readonly<Record<string, number>> {
  const pauseMs = Math.max(0, idleMs ?? 0);
  const isCold = flag(pauseMs > COLD_AFTER_MS);
  return {
    idle: Math.log1p(pauseMs / MINUTE_MS),
    idleCold: isCold,
    idleHour: flag(pauseMs > HOUR_MS),
    coldContext: isCold * lnContext(contextTokens),
  };
}

/** About the logarithm of the length of a usual prompt, in characters. */
const USUAL_LN_CHARS = 4.5;

/** The same words ask for less in the middle of something. */
function promptInThread({ chars }: PromptFeatures, contextTokens: number): Readonly<Record<string, number>> {
  const lnChars = Math.log1p(chars);
  return {
    charsInContext: (lnContext(contextTokens) * (lnChars - USUAL_LN_CHARS)) / 3,
    charsInNewThread: contextTokens === 0 ? lnChars : 0,
  };
}

function promptLook(prompt: PromptFeatures): Readonly<Record<string, number>> {
  const { chars, questionMarks } = prompt;
  const lnChars = Math.log1p(chars);
  const isQuestion = flag(questionMarks > 0);
  return {
    chars: lnChars,
    charsSquared: (lnChars - USUAL_LN_CHARS) ** 2 / 4,
    isTiny: flag(chars < 6),
    isShort: flag(chars < 20),
    isLong: flag(chars > 1500),
    isVeryLong: flag(chars > 5000),
    words: Math.log1p(prompt.words),
    lines: Math.log1p(prompt.lines),
    files: Math.min(Math.log1p(prompt.files), 2.5),
    anyFile: flag(prompt.files > 0),
    anyCode: flag(prompt.codeBlocks > 0),
    anyUrl: flag(prompt.urls > 0),
    bullets: Math.log1p(prompt.bullets),
    anyTrace: flag(prompt.traceLines > 0),
    anyImage: flag(prompt.images > 0),
    isSlashCommand: flag(prompt.isSlashCommand),
    nonAscii: prompt.nonAsciiShare,
    isNonAscii: flag(prompt.nonAsciiShare > 0.05),
    isQuestion,
    isShortQuestion: isQuestion * flag(chars < 200),
  };
}

/** Verbs that ask for work on the code. */
const WORK = new Set(['fix', 'refactor', 'implement', 'review', 'test', 'run', 'ui', 'plan']);

function taskFeatures({ verbs, chars }: PromptFeatures): Readonly<Record<string, number>> {
  const has = new Set<PromptVerb>(verbs);
  return {
    ...Object.fromEntries(PROMPT_VERBS.map((verb) => [verb, flag(has.has(verb))])),
    kindsOfWork: verbs.filter((verb) => WORK.has(verb)).length,
    goOnAlone: flag(has.has('goOn') && chars < 30),
  };
}

/** Efforts on one scale, so that more of it is never estimated to take less; how far apart they lie was measured. */
const EFFORT_LEVELS: ReadonlyMap<string, number> = new Map([
  ['none', -2],
  ['minimal', -2],
  ['low', -2],
  ['medium', 0],
  ['high', 1],
  ['xhigh', 3],
  ['max', 3],
  ['ultra', 3],
]);

function effortFeatures(effort: string | undefined): Readonly<Record<string, number>> {
  return {
    effortUnsaid: flag(effort === undefined),
    effortLevel: effort === undefined ? 0 : (EFFORT_LEVELS.get(effort) ?? 0),
  };
}

/** Models later than those the constants were fitted to are taken for the latest that were. */
function modelFeatures(model: string): Readonly<Record<string, number>> {
  const version = Number(/^gpt-(\d+(?:\.\d+)?)/.exec(model)?.[1] ?? Number.NaN);
  const within = (from: number, until: number): number => flag(version >= from && version < until);
  return {
    isCodexModel: flag(model.includes('codex')),
    isMini: flag(model.includes('mini') || model.includes('luna')),
    isMax: flag(model.includes('max')),
    before51: within(5, 5.1),
    from52: within(5.2, 5.3),
    from54: within(5.4, 5.5),
    from55: within(5.5, 5.6),
    from56: within(5.6, Number.POSITIVE_INFINITY),
  };
}

function flag(is: boolean): number {
  return is ? 1 : 0;
}
