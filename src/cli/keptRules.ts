import type { ParsePolicy } from '../guard/policy/loadPolicy.ts';
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
      const read = (await import('./readCard.ts')).readCard(rateCardFile, own);
      return { ...read, cardFingerprint: fingerprint(read.card) };
    },
    isGood: ({ issue }) => issue === undefined,
  });
  knowFingerprint(inForce.card, cardFingerprint);
  return inForce;
}

/** The same of policies. */
export function keptPolicies(readings: KeptReadings): ParsePolicy {
  return (text, source) =>
    readings.get({
      name: source.file,
      texts: [JSON.stringify(source), text],
      read: async () => (await import('../guard/policy/parsePolicy.ts')).parsePolicy(text, source),
      isGood: ({ kind }) => kind === 'valid',
    });
}
