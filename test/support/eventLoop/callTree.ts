import type { Profiler } from 'node:inspector';

/** A sample of a profile: where, and for how long since the one before. */
export interface Sample {
  readonly id: number;
  readonly wallMicros: number;
}

const SHOWN_INNERMOST = 2;
/** Outside all functions: such a sample may belong to what was before it and comes after. */
const BETWEEN = new Set(['(garbage collector)', '(program)']);

/** The calls that a profile has seen, and which of them came from a file. */
export class CallTree {
  readonly #nodes: ReadonlyMap<number, Profiler.ProfileNode>;
  readonly #parents = new Map<number, number>();
  readonly #own = new Set<number>();

  /** `file` is a part of its path. */
  constructor(nodes: readonly Profiler.ProfileNode[], file: string) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    // Callers come before those they call.
    for (const { id, callFrame, children = [] } of nodes) {
      children.forEach((child) => this.#parents.set(child, id));
      const parent = this.#parents.get(id);
      if (callFrame.url.includes(file) || (parent !== undefined && this.#own.has(parent))) {
        this.#own.add(id);
      }
    }
  }

  /** Whether a function of the file is on the stack. */
  isOwn(id: number): boolean {
    return this.#own.has(id);
  }

  isBetween(id: number): boolean {
    return BETWEEN.has(this.#functionName(id));
  }

  /** The functions in which at least half of the samples' time was spent, from one of the file on: `a › … › c › d`. */
  mainPath(samples: readonly Sample[]): string {
    const spentMicros = new Map<string, number>();
    let totalMicros = 0;
    for (const { id, wallMicros } of samples) {
      totalMicros += wallMicros;
      for (const name of new Set(this.#ownStack(id))) {
        spentMicros.set(name, (spentMicros.get(name) ?? 0) + wallMicros);
      }
    }
    const isMain = (name: string): boolean => (spentMicros.get(name) ?? 0) >= totalMicros / 2;
    const paths = samples.map(({ id }) => this.#ownStack(id).filter(isMain));
    const longest = paths.reduce((found, path) => (path.length > found.length ? path : found), []);
    const [outermost = '', ...inner] = longest;
    const left = inner.length > SHOWN_INNERMOST ? ['…'] : [];
    return [outermost, ...left, ...inner.slice(-SHOWN_INNERMOST)].join(' › ');
  }

  /** From the outermost function of the file to the innermost of anybody. */
  #ownStack(id: number): string[] {
    const names: string[] = [];
    for (let at: number | undefined = id; at !== undefined && this.#own.has(at); at = this.#parents.get(at)) {
      names.push(this.#functionName(at));
    }
    return names.filter((name) => name !== '').toReversed();
  }

  #functionName(id: number): string {
    return this.#nodes.get(id)?.callFrame.functionName ?? '';
  }
}
