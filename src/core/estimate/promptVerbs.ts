import { FNV_OFFSET, hashOf } from '../../base/fnv.ts';

const WORDS_OF_VERBS = {
  fix: 'fix fixes fixed bug bugs error errors broken fail fails failed failing failure debug repair',
  refactor: 'refactor refactoring clean cleanup rename simplify restructure reorganize reorganise',
  implement: 'implement implements add create build write make support introduce',
  explain: 'explain what why how describe understand summarize summarise',
  review: 'review check audit verify analyze analyse inspect',
  test: 'test tests testing coverage spec specs',
  run: 'run execute start launch deploy install',
  git: 'git commit push merge rebase branch pr',
  docs: 'doc docs documentation readme comment comments changelog',
  goOn: 'continue proceed next yes ok okay resume',
  ui: 'ui css style layout button page screen component',
  all: 'all every everything entire whole complete completely each',
  plan: 'plan design architecture propose roadmap step steps',
} as const;

export type PromptVerb = keyof typeof WORDS_OF_VERBS;
/** All of them, in an order that stays. */
export const PROMPT_VERBS = Object.keys(WORDS_OF_VERBS) as readonly PromptVerb[];

/** By the hashes of their words. */
export const VERB_OF_HASH: ReadonlyMap<number, PromptVerb> = new Map(
  PROMPT_VERBS.flatMap((verb) =>
    WORDS_OF_VERBS[verb].split(' ').map((word) => [hashOf(word, FNV_OFFSET), verb] as const),
  ),
);
