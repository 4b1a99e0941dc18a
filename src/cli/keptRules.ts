import type { RateCard } from '../core/rateCard.ts';
import type { ParsePolicy } from '../guard/loadPolicy.ts';
import type { DataFolder } from '../ledger/dataFolder.ts';
import { readFileText } from '../ledger/fileText.ts';
import { fingerprint, knowFingerprint } from '../ledger/fingerprint.ts';
import type { KeptReadings } from './keptReadings.ts';

/** What checks prices is loaded when they are another program's, or another file's, than last time. */
export async function keptCard({ rateCardFile }: DataFolder, readings: KeptReadings): Promise<RateCard> {
  const own = readFileText(rateCardFile);
  const { card, cardFingerprint } = await readings.get({
    name: rateCardFile,
    texts: [own.kind, own.kind === 'text' ? own.text : ''],
    read: async () => {
      const inForce = (await import('./readCard.ts')).readCard(rateCardFile, own);
      return { ...inForce, cardFingerprint: fingerprint(inForce.card) };
    },
    isGood: ({ issue }) => issue === undefined,
  });
  knowFingerprint(card, cardFingerprint);
  return card;
}

/** The same of policies. */
export function keptPolicies(readings: KeptReadings): ParsePolicy {
  return (text, source) =>
    readings.get({
      name: source.file,
      texts: [JSON.stringify(source), text],
      read: async () => (await import('../guard/parsePolicy.ts')).parsePolicy(text, source),
      isGood: ({ kind }) => kind === 'valid',
    });
}
