import { seededRandom, type SeededRandom } from '../../support/codex/seededRandom.ts';
import { uuidV7 } from '../../support/codex/uuidV7.ts';
import { logNormal, logUniform, weighted } from './distributions.ts';

/** A rollout to be written. It ends with the request that fulfils both of its minima. */
export interface ThreadPlan {
  readonly seed: number;
  readonly id: string;
  readonly rootId: string;
  readonly parentId: string | undefined;
  readonly startedAtMs: number;
  /** `recent`: as Codex 0.169 writes; `older`: with running totals and no record of each request. */
  readonly shape: 'recent' | 'older';
  /** Whether it is nothing but usage, so that many requests fit into few bytes. */
  readonly isDense: boolean;
  readonly bytesMin: number;
  readonly requestsMin: number;
  readonly codexVersion: string;
  readonly model: string;
  readonly effort: string;
  readonly tier: string | undefined;
  readonly workspace: string;
  readonly originator: string;
}

type Size = Pick<ThreadPlan, 'bytesMin' | 'requestsMin' | 'isDense'>;

const LAST_START_MS = Date.UTC(2026, 10, 1);
const SPAN_MS = 730 * 86_400_000;
/** The part of the time in which Codex wrote the older shape. */
const OLDER_SHARE = 0.3;
const SUBAGENT_SHARE = 0.08;

const GIANTS_PER_GB = 2;
const GIANT_BYTES = [50e6, 200e6] as const;
const FILE_BYTES = { median: 0.9e6, sigma: 1.3, min: 60e3, max: 48e6 };
const DENSE_REQUESTS = { median: 35, sigma: 0.9, max: 2_000 };

const MODELS = {
  older: ['gpt-5-codex', 'gpt-5.3-codex', 'gpt-5.4', 'gpt-5.4-mini', 'gpt-5.2'],
  recent: ['gpt-5.5', 'gpt-6-luna', 'gpt-6.1-sol', 'gpt-6-astra', 'gpt-5.6-sol', 'gpt-5.6-terra'],
} as const;
const VERSIONS = { older: ['0.63.0', '0.101.0', '0.128.0'], recent: ['0.155.0', '0.163.1', '0.169.0'] } as const;
const EFFORTS = ['low', 'medium', 'medium', 'high', 'xhigh'] as const;
const ORIGINATORS = ['codex-tui', 'codex-tui', 'codex_exec', 'codex_vscode', 'Codex Desktop'] as const;
const WORKSPACES = Array.from({ length: 24 }, (_, index) => `/home/dev/src/project-${index + 1}`);

/** Rollouts of about `bytes` together: most are small, a few are huge. */
export function plansOfBytes(bytes: number, seed: number): readonly ThreadPlan[] {
  const random = seededRandom(seed);
  const sizes = Array.from({ length: Math.round((GIANTS_PER_GB * bytes) / 1e9) }, () =>
    logUniform(random, ...GIANT_BYTES),
  );
  let sum = sizes.reduce((total, size) => total + size, 0);
  while (sum < bytes) {
    const { median, sigma, min, max } = FILE_BYTES;
    const size = Math.min(Math.max(logNormal(random, median, sigma), min), max, Math.max(min, bytes - sum));
    sizes.push(size);
    sum += size;
  }
  return plans(
    sizes.map((bytesMin) => ({ bytesMin, requestsMin: 1, isDense: false })),
    random,
  );
}

/** Rollouts of exactly so many requests together, and of little else. */
export function plansOfRequests(requests: number, seed: number): readonly ThreadPlan[] {
  const random = seededRandom(seed);
  const sizes: Size[] = [];
  for (let rest = requests; rest > 0;) {
    const { median, sigma, max } = DENSE_REQUESTS;
    const requestsMin = Math.min(rest, max, Math.ceil(logNormal(random, median, sigma)));
    sizes.push({ bytesMin: 0, requestsMin, isDense: true });
    rest -= requestsMin;
  }
  return plans(sizes, random);
}

function plans(sizes: readonly Size[], random: SeededRandom): readonly ThreadPlan[] {
  const made: ThreadPlan[] = [];
  for (const size of sizes) {
    const parent = random.chance(SUBAGENT_SHARE) ? made.findLast(({ shape }) => shape === 'recent') : undefined;
    made.push(plan(size, parent, random));
  }
  return made;
}

function plan(size: Size, parent: ThreadPlan | undefined, random: SeededRandom): ThreadPlan {
  const sinceFirst = random.next();
  const startedAtMs =
    parent === undefined
      ? Math.round(LAST_START_MS - SPAN_MS * (1 - sinceFirst))
      : parent.startedAtMs + random.int(60_000, 600_000);
  const id = uuidV7(startedAtMs, random);
  const shape = parent === undefined && sinceFirst < OLDER_SHARE ? 'older' : 'recent';
  return {
    ...size,
    seed: random.int(0, 0xffff_ffff),
    id,
    rootId: parent?.rootId ?? id,
    parentId: parent?.id,
    startedAtMs,
    shape,
    codexVersion: random.pick(VERSIONS[shape]),
    model: random.pick<string>(MODELS[shape]),
    effort: random.pick(EFFORTS),
    tier: weighted(random, [
      [undefined, 8],
      ['priority', 2],
    ] as const),
    workspace: parent?.workspace ?? random.pick(WORKSPACES as [string, ...string[]]),
    originator: parent?.originator ?? random.pick(ORIGINATORS),
  };
}
