import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { type Bundle, bundleFile, LANGUAGES, manifestFile, readBundle } from '../support/l10n/bundles.ts';
import { placeholdersOf, sourceTexts, textsIn } from '../support/l10n/sourceTexts.ts';
import { PROJECT_FOLDER } from '../support/vscode/cache.ts';

describe('the texts of the window', () => {
  const { texts, breaches } = sourceTexts();
  const english = readBundle(bundleFile());

  it('are written out where they are used', () => assert.deepEqual(breaches, []));

  it('are found at all: a checker that sees nothing misses nothing', () => assert.ok(texts.length > 800));

  it('are in the English bundle, and nothing else is: npm run l10n', () =>
    assert.deepEqual(english, Object.fromEntries(texts.map((text) => [text, text]))));

  for (const language of LANGUAGES) {
    checkTranslation(`the bundle of ${language}`, readBundle(bundleFile(language)), english);
  }
});

describe('the texts of package.json', () => {
  const english = readBundle(manifestFile());

  for (const language of LANGUAGES) {
    const translation = readBundle(manifestFile(language));
    checkTranslation(`those of ${language}`, translation, english);

    it(`lead to walkthrough pages in ${language}`, () =>
      Object.entries(translation)
        .filter(([key]) => key.endsWith('.media'))
        .forEach(([key, page]) => {
          assert.equal(page, english[key]?.replace(/md$/, `${language}.md`));
          assert.ok(existsSync(path.join(PROJECT_FOLDER, page)), page);
        }));
  }
});

describe('the reader of texts', () => {
  for (const [source, text] of [
    ["t('Held.')", 'Held.'],
    ["this.#t('{0} s', 1)", '{0} s'],
    ["tools.t('{1} of {0}', a, b)", '{1} of {0}'],
    ["vscode.l10n.t('Stop')", 'Stop'],
    ["phrase('{0} is lost', file)", '{0} is lost'],
  ] as const) {
    it(`reads ${source}`, () => assert.deepEqual(textsIn('a.ts', source), { texts: [text], breaches: [] }));
  }

  for (const source of [
    't(words)',
    "t('a' + 'b')",
    't(`${a} runs`)',
    "t('{0} runs', 1, 2)",
    "t('{1} runs', 1)",
    't()',
    'phrase(`${file} is lost`)',
  ]) {
    it(`refuses ${source}`, () => assert.equal(textsIn('a.ts', source).breaches.length, 1));
  }

  it('leaves other functions alone', () => assert.deepEqual(textsIn('a.ts', 'at(words); a.get(b);').breaches, []));
});

/** A translation says all that English does and no more, with the same values, icons, commands and settings in it. */
function checkTranslation(name: string, translation: Bundle, english: Bundle): void {
  describe(name, () => {
    const all = Object.entries(english).map(([key, text]) => [key, text, translation[key] ?? ''] as const);
    const unlike = (of: (text: string) => readonly unknown[]): readonly string[] =>
      all.filter(([, text, said]) => String(of(text)) !== String(of(said))).map(([key]) => key);

    it('lacks nothing', () =>
      assert.deepEqual(
        all.filter(([, , said]) => said.trim() === '').map(([key]) => key),
        [],
      ));

    it('has nothing that English has not', () =>
      assert.deepEqual(
        Object.keys(translation).filter((key) => english[key] === undefined),
        [],
      ));

    it('has the same placeholders', () => assert.deepEqual(unlike(placeholdersOf), []));

    it('has the same icons, links to commands, and names in code', () =>
      assert.deepEqual(
        unlike((text) => (text.match(/\$\([\w~-]+\)|\(command:[\w.]+\)|`[^`]+`/g) ?? []).toSorted()),
        [],
      ));
  });
}
