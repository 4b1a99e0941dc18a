import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { openFakeWindow } from '../fakeVsCode.ts';
import { format, guardState } from '../views.ts';

const settled = () => new Promise(setImmediate);

describe('an alert of the wallet, as a notification', () => {
  it('that cannot be silenced says so', async () => {
    const window = openFakeWindow();
    window.answer = 'Don’t Show Again';
    window.updateSettings = () => Promise.reject(new Error('the settings cannot be written'));
    const { notifyOfAlerts } = await import('../../../../src/host/alerts/alertNotifications.ts');
    const changes = new Emitter<GuardState>((error) => assert.fail(String(error)));
    const store = { claimAlerts: (_account: string, ids: readonly string[]) => Promise.resolve(ids) };
    notifyOfAlerts({ onDidChange: changes.event }, store, () => undefined, format, silentLog);
    changes.fire(guardState({ outlookModel: outlookModel() }));
    await settled();
    assert.deepEqual(
      window.said.map(({ text }) => text.slice(0, 30)),
      ['The balance rose by 500.00 cre', 'Something unexpected happened.'],
    );
  });
});

function outlookModel(): GuardState['outlookModel'] {
  const [amount, untilMs] = [credits(500), NOW_MS - 2 * HOUR_MS];
  const topUp = { fromMs: untilMs - HOUR_MS, untilMs, lowest: amount, credits: amount, highest: amount };
  const alerts = [{ kind: 'topUpSeen', id: 'a', topUp: { kind: 'topUp', ...topUp } }];
  return { account: 'acct-1', readAtMs: NOW_MS, outlook: { alerts } } as unknown as GuardState['outlookModel'];
}
