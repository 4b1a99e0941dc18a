import type { RunFeatures } from './runFeatures.ts';

/** Why what one run took tells something of another. */
export const KINSHIPS = ['person', 'workspace', 'thread', 'similarPrompt', 'sameKind'] as const;
export type Kinship = (typeof KINSHIPS)[number];

/** A run as it is compared with others. */
export interface ComparedRun {
  readonly workspace: string | undefined;
  readonly threadId: string | undefined;
  /** Model and effort. */
  readonly setting: string;
  /** The features that make runs of one kind, standardized. */
  readonly kind: readonly number[];
  /** The features whose effect is each person's own, standardized. */
  readonly slopes: readonly number[];
  readonly wordBuckets: readonly number[];
}

const KIND_FEATURES = ['chars', 'context', 'idle', 'isQuestion', 'files', 'nonAscii'] as const;
const SLOPE_FEATURES = ['context', 'newThread', 'chars'] as const;

/** Compares a run with others; `standardized` gives a feature's value, 0 where it is not known. */
export function comparedRun(run: RunFeatures, standardized: (feature: string) => number): ComparedRun {
  return {
    workspace: run.workspace,
    threadId: run.threadId,
    setting: `${run.model ?? ''} ${run.effort ?? ''}`,
    kind: KIND_FEATURES.map(standardized),
    slopes: SLOPE_FEATURES.map(standardized),
    wordBuckets: run.prompt?.wordBuckets ?? [],
  };
}

/**
 * How much of the variance of ln units runs share, by what they share: chosen by cross-validation, and flat, so that
 * half or twice as much is nearly as good. Fading is by how many runs lie between.
 */
const SHARED = {
  person: 0.2,
  personOfLate: 0.15,
  personFadesRuns: 100,
  setting: 0.15,
  workspace: 0.15,
  thread: 0.2,
  threadFadesRuns: 10,
  words: 0.5,
  kind: 0.3,
  /** How far apart, in standard deviations of each feature, runs still count as of one kind. */
  kindReach: 0.4,
  slope: 0.05,
} as const;

/** What is left to each run by itself. */
export const OWN_VARIANCE = 0.6;

/** The covariance of two runs' ln units, by why. */
type Likeness = Readonly<Record<Kinship, number>>;

/** How alike two runs are that are `runsApart` in the person's history, with the likeness of their words. */
export function likeness(a: ComparedRun, b: ComparedRun, runsApart: number, wordsCosine: number): Likeness {
  return {
    person: ofPerson(a, b, runsApart),
    workspace: ofWorkspace(a, b),
    thread: ofThread(a, b, runsApart),
    similarPrompt: ofWords(wordsCosine),
    sameKind: ofKind(a, b),
  };
}

/** All of a likeness. It is asked for once for each two runs that are remembered, and makes nothing to be thrown away. */
export function totalLikeness(a: ComparedRun, b: ComparedRun, runsApart: number, wordsCosine: number): number {
  return (
    ofPerson(a, b, runsApart) + ofWorkspace(a, b) + ofThread(a, b, runsApart) + ofWords(wordsCosine) + ofKind(a, b)
  );
}

function ofPerson(a: ComparedRun, b: ComparedRun, runsApart: number): number {
  const ofLate = SHARED.personOfLate * Math.exp(-runsApart / SHARED.personFadesRuns);
  return SHARED.person + ofLate + (a.setting === b.setting ? SHARED.setting : 0);
}

function ofWorkspace(a: ComparedRun, b: ComparedRun): number {
  return a.workspace !== undefined && a.workspace === b.workspace ? SHARED.workspace : 0;
}

function ofThread(a: ComparedRun, b: ComparedRun, runsApart: number): number {
  const isSame = a.threadId !== undefined && a.threadId === b.threadId;
  return isSame ? SHARED.thread * Math.exp(-runsApart / SHARED.threadFadesRuns) : 0;
}

function ofWords(cosine: number): number {
  return SHARED.words * cosine * cosine;
}

function ofKind(a: ComparedRun, b: ComparedRun): number {
  return SHARED.kind * kindLikeness(a.kind, b.kind) + SHARED.slope * dot(a.slopes, b.slopes);
}

function kindLikeness(a: readonly number[], b: readonly number[]): number {
  let squares = 0;
  for (let index = 0; index < a.length; index += 1) {
    squares += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2;
  }
  return Math.exp(-squares / (2 * SHARED.kindReach ** 2 * a.length));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    sum += (a[index] ?? 0) * (b[index] ?? 0);
  }
  return sum;
}
