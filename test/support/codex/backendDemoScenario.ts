import type { StepUsage } from './backendLog.ts';
import type { Scenario, ShellStep } from './backendScenario.ts';
import { hashText, seededRandom } from './seededRandom.ts';

/** Harmless in any folder, and what an agent would look at first. */
const COMMANDS = [
  'ls',
  'git status --short',
  'cat README.md',
  'git log --oneline -5',
  'ls -R | head -40',
  'wc -l $(git ls-files)',
  "echo 'checking the tests'",
] as const;

const ANSWERS = [
  'I looked through the workspace. The change is small: one function to touch, and its test beside it.',
  'Done. The module reads cleaner now, and nothing that calls it had to change.',
  'The cause is a missing check for an empty list. I have described the fix above.',
  'I have gone through the files and summed up what they do; there is nothing surprising in them.',
] as const;

/**
 * What an unscripted prompt gets: three to six steps with a context that grows as a real one does.
 * The same prompt always plays the same way.
 */
export function demoScenario(prompt: string, delayMs: number): Scenario {
  const random = seededRandom(hashText(prompt));
  const steps = random.int(3, 6);
  const usages: StepUsage[] = [];
  for (let step = 0; step < steps; step += 1) {
    const before = usages.at(-1);
    const output = random.int(120, 900);
    usages.push({
      input: before === undefined ? random.int(9_000, 16_000) : before.input + before.output + random.int(400, 4_000),
      cached: before === undefined ? 0 : before.input - (before.input % 128),
      cacheWrite: 0,
      output,
      reasoning: Math.floor(output * random.next() * 0.6),
    });
  }
  return usages.map((usage, step) =>
    step < steps - 1
      ? ({ kind: 'shell', command: random.pick(COMMANDS), usage, delayMs } satisfies ShellStep)
      : { kind: 'message', text: random.pick(ANSWERS), usage, delayMs, textDeltas: 8 },
  );
}
