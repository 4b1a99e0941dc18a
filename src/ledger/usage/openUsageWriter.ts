import type { RateCard } from '../../core/prices/rateCard.ts';
import { Balances } from '../wallet/balances.ts';
import { openIntactDatabase } from '../openDatabase.ts';
import { ProvisionalUsage } from './provisionalUsage.ts';
import { SurroundingsTable } from './surroundingsTable.ts';
import { UsageCells } from './usageCells.ts';
import { UsageWriter } from './usageWriter.ts';

/**
 * Opens a ledger for writing usage alone, beside the one who has it open already. Throws as `openIntactDatabase` does.
 */
export function openUsageWriter(
  file: string,
  card: RateCard,
): { readonly writer: UsageWriter; readonly close: () => void } {
  const db = openIntactDatabase(file);
  const surroundings = new SurroundingsTable(db);
  const provisional = new ProvisionalUsage(db, surroundings);
  const cells = new UsageCells(db, card, surroundings);
  return {
    writer: new UsageWriter(db, surroundings, provisional, cells, new Balances(db)),
    close: () => {
      db.close();
    },
  };
}
