import type { RateCard } from '../../core/prices/rateCard.ts';
import { openIntactDatabase } from '../openDatabase.ts';
import { UsageTables } from './usageTables.ts';
import type { UsageWriter } from './usageWriter.ts';

/**
 * Opens a ledger for writing usage alone, beside the one who has it open already. Throws as `openIntactDatabase` does.
 */
export function openUsageWriter(
  file: string,
  card: RateCard,
): { readonly writer: UsageWriter; readonly close: () => void } {
  const db = openIntactDatabase(file);
  return {
    writer: new UsageTables(db, card).writer,
    close: () => {
      db.close();
    },
  };
}
