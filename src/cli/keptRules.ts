import { toTaggedJson } from '../base/taggedJson.ts';
import { type PolicyReading, READ_NOW } from '../guard/policy/loadPolicy.ts';
import type { RateCardInForce } from '../guard/prices/ownRateCard.ts';
import type { DataFolder } from '../ledger/dataFolder.ts';
import { readFileText } from '../ledger/fileText.ts';
import { fingerprint, knowFingerprint } from '../ledger/usage/fingerprint.ts';
import type { KeptReadings } from './keptReadings.ts';

/** What checks prices is loaded when they are another program's, or another file's, than last time. */
export async function keptCard({ rateCardFile }: DataFolder, readings: KeptReadings): Promise<RateCardInForce> {
  const own = readFileText(rateCardFile);
  const { cardFingerprint, ...inForce } = await readings.get({
    name: rateCardFile,
    texts: [own.kind, own.kind === 'text' ? own.text : ''],
    read: async () => {
      const read = await (await import('./readCard.ts')).readCard(rateCardFile, own);
      return { ...read, cardFingerprint: fingerprint(read.card) };
    },
    isGood: ({ issue }) => issue === undefined,
  });
  knowFingerprint(inForce.card, cardFingerprint);
  return inForce;
}

/** The same of policies, and of what several come to. */
export function keptPolicies(readings: KeptReadings): PolicyReading {
  return {
    parse: (text, source) =>
      readings.get({
        name: source.file,
        texts: [JSON.stringify(source), text],
        read: () => READ_NOW.parse(text, source),
        isGood: ({ kind }) => kind === 'valid',
      }),
    merge: (files) =>
      readings.get({
        name: `all of ${files.map(({ file }) => file).join()}`,
        texts: [toTaggedJson(files)],
        read: () => READ_NOW.merge(files),
        isGood: () => true,
      }),
  };
}
