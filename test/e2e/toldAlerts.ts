import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Makes what was told of wallets news again, for whoever looks next. */
export function forgetToldAlerts(dataFolder: string): void {
  const ledger = new DatabaseSync(path.join(dataFolder, 'ledger.sqlite'), { timeout: 5000 });
  ledger.exec('DELETE FROM told_alerts');
  ledger.close();
}
