import type { DatabaseSync } from 'node:sqlite';

import type { RateCard } from '../../core/prices/rateCard.ts';
import { Balances } from '../wallet/balances.ts';
import { KeptSums } from './keptSums.ts';
import { ProvisionalUsage } from './provisionalUsage.ts';
import { SurroundingsTable } from './surroundingsTable.ts';
import { UsageCells } from './usageCells.ts';
import { UsageWriter } from './usageWriter.ts';

/** The tables that usage is written to. They remember what they have read: a connection has them once. */
export class UsageTables {
  readonly surroundings: SurroundingsTable;
  readonly provisional: ProvisionalUsage;
  readonly cells: UsageCells;
  readonly balances: Balances;
  readonly writer: UsageWriter;

  constructor(db: DatabaseSync, card: RateCard) {
    this.surroundings = new SurroundingsTable(db);
    this.provisional = new ProvisionalUsage(db, this.surroundings);
    const kept = new KeptSums(db);
    this.cells = new UsageCells(db, card, this.surroundings, kept);
    this.balances = new Balances(db, kept);
    this.writer = new UsageWriter(db, this.surroundings, this.provisional, this.cells, this.balances);
  }
}
