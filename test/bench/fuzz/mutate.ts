import type { SeededRandom } from '../../support/codex/seededRandom.ts';
import { mutateJson } from './mutateJson.ts';

/** What is put into texts: what ends lines, texts and terminals, and what means something to somebody. */
const SCRAPS = [
  '\u0000', '\n', '\r\n', '"', '\\', '}', '{', ']', '[', ',', ':', '\ufeff', '\ud800', '\u2028', '\u001b[2J', '1e999',
  '-', '/*', '*/', '//', '$(id)', '`id`', '%00', '=', ' ', '\t', "'", '9'.repeat(40),
] as const; // prettier-ignore

/** An input made from the examples: most of them changed in a place or two, by structure or by bytes, few as they are. */
export function mutated(corpus: readonly string[], random: SeededRandom): string {
  const text = corpus[random.int(0, corpus.length - 1)] ?? '';
  if (random.chance(0.02)) {
    return text;
  }
  if (random.chance(0.6)) {
    const changed = mutateJson(text, random);
    if (changed !== undefined) {
      return random.chance(0.1) ? mutateText(changed, corpus, random) : changed;
    }
  }
  return mutateText(text, corpus, random);
}

function mutateText(text: string, corpus: readonly string[], random: SeededRandom): string {
  let changed = text;
  for (let changes = random.int(1, 3); changes > 0; changes -= 1) {
    changed = changeOnce(changed, corpus, random);
  }
  return changed;
}

function changeOnce(text: string, corpus: readonly string[], random: SeededRandom): string {
  const at = random.int(0, text.length);
  const until = Math.min(text.length, at + random.int(1, 40));
  switch (random.int(0, 6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + random.pick(SCRAPS) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(until);
    case 3:
      return text.slice(0, until) + text.slice(at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(random.int(0, 0xff)) + text.slice(at + 1);
    case 5: {
      const other = corpus[random.int(0, corpus.length - 1)] ?? '';
      return text.slice(0, at) + other.slice(random.int(0, other.length));
    }
    default:
      return text.replace(/\d+/, () => String(random.int(0, 0xffff_ffff)));
  }
}
