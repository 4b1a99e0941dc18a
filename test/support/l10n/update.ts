import { bundleFile, LANGUAGES, readBundle, writeBundle } from './bundles.ts';
import { sourceTexts } from './sourceTexts.ts';

/**
 * Brings `l10n/` up to what the sources say: `npm run l10n`. The English bundle is made anew. Of a translation, what
 * has gone from the sources goes, what is there stays, and what is missing is told.
 */
const { texts, breaches } = sourceTexts();
writeBundle(bundleFile(), Object.fromEntries(texts.map((text) => [text, text])));
for (const language of LANGUAGES) {
  const known = readBundle(bundleFile(language));
  const missing = texts.filter((text) => known[text] === undefined);
  const kept = texts.flatMap((text) => (known[text] === undefined ? [] : [[text, known[text]] as const]));
  writeBundle(bundleFile(language), Object.fromEntries(kept));
  console.log(`${language}: ${kept.length} of ${texts.length} texts`);
  missing.forEach((text) => {
    console.log(`  missing: ${JSON.stringify(text)}`);
  });
}
breaches.forEach((breach) => {
  console.log(breach);
});
