import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import type { WalletAlert } from '../../../../src/core/wallet/statement/walletAlerts.ts';
import { topUpAdvice } from '../../../../src/core/wallet/statement/topUpAdvice.ts';
import type { OutlookModel } from '../../../../src/guard/walletModel.ts';
import { alertNotices } from '../../../../src/host/alerts/alertNotices.ts';
import { AlertTeller } from '../../../../src/host/alerts/alertTeller.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { MINUTE_MS, format, guardState } from '../views.ts';
import { inEnglish } from '../../../../src/base/translate.ts';

const settled = () => new Promise(setImmediate);

function topUp(id: string, untilMs = NOW_MS - HOUR_MS): WalletAlert {
  const amount = credits(500);
  return {
    kind: 'topUpSeen',
    id,
    topUp: { kind: 'topUp', fromMs: untilMs - HOUR_MS, untilMs, lowest: amount, credits: amount, highest: amount },
  };
}
function fall(id: string, untilMs: number): WalletAlert {
  const amount = credits(42);
  const drain = { fromMs: untilMs - HOUR_MS, untilMs, lowest: amount, credits: amount, highest: amount };
  return { kind: 'fellWhileIdle', id, date: '2026-11-20', drains: [{ kind: 'drain', ...drain }] };
}

function model(alerts: readonly WalletAlert[], change: Partial<OutlookModel> = {}): OutlookModel {
  const outlook = { alerts, lots: [], topUps: [], advice: topUpAdvice(undefined, []), daysKnown: 0, unpricedDraws: 0 };
  return {
    account: 'acct-1',
    readAtMs: NOW_MS,
    rules: { reserve: credits(0), autoReload: undefined },
    outlook,
    ...change,
  };
}

describe('alerts of the wallet in a window', () => {
  const tellers: AlertTeller[] = [];
  let ledger: Set<string>;
  let asked: number;
  let failure: Error | undefined;

  beforeEach(() => {
    ledger = new Set();
    asked = 0;
    failure = undefined;
  });
  afterEach(() => {
    for (const teller of tellers.splice(0)) {
      teller.dispose();
    }
  });

  const store = {
    claimAlerts: (account: string, ids: readonly string[]): Promise<readonly string[]> => {
      asked += 1;
      if (failure !== undefined) {
        return Promise.reject(failure);
      }
      const untold = ids.filter((id) => !ledger.has(`${account} ${id}`));
      untold.forEach((id) => ledger.add(`${account} ${id}`));
      return Promise.resolve(untold);
    },
  };

  /** A window with what it has told. */
  function open(options: { watched?: boolean; silenced?: WalletAlert['kind'] } = {}) {
    const states = new Emitter<GuardState>(() => undefined);
    const told: string[] = [];
    const look = { watched: options.watched ?? true };
    const channel = {
      isWatched: () => look.watched,
      isSilenced: (kind: WalletAlert['kind']) => kind === options.silenced,
      tell: (alerts: readonly WalletAlert[]) => told.push(...alerts.map(({ id }) => id)),
    };
    tellers.push(new AlertTeller(states.event, store, channel, silentLog));
    const show = async (outlookModel: OutlookModel | undefined): Promise<void> => {
      states.fire(guardState({ outlookModel }));
      await settled();
    };
    return { told, look, show };
  }

  it('are told once, however often the state comes, and the ledger is asked once', async () => {
    const window = open();
    await window.show(model([topUp('a')]));
    await window.show(model([topUp('a')]));
    await window.show(model([topUp('a'), topUp('b')]));
    assert.deepEqual([window.told, asked], [['a', 'b'], 2]);
  });

  it('are told by one of two windows', async () => {
    const [first, second] = [open(), open()];
    await Promise.all([first.show(model([topUp('a')])), second.show(model([topUp('a')]))]);
    assert.deepEqual([...first.told, ...second.told], ['a']);
  });

  it('wait for a window that somebody looks at', async () => {
    const window = open({ watched: false });
    await window.show(model([topUp('a')]));
    assert.deepEqual([window.told, asked], [[], 0]);
    window.look.watched = true;
    await window.show(model([topUp('a')]));
    assert.deepEqual(window.told, ['a']);
  });

  it('of a kind that is silenced are not made up for later', async () => {
    await open({ silenced: 'topUpSeen' }).show(model([topUp('a')]));
    const later = open();
    await later.show(model([topUp('a')]));
    assert.deepEqual(later.told, []);
  });

  it('of a fall wait until no request can explain it, by when the ledger was asked', async () => {
    const window = open();
    const alert = fall('a', NOW_MS - MINUTE_MS);
    await window.show(model([alert]));
    assert.deepEqual(window.told, []);
    await window.show(model([alert], { readAtMs: NOW_MS + MINUTE_MS }));
    assert.deepEqual(window.told, ['a']);
  });

  it('of another account are others', async () => {
    const window = open();
    await window.show(model([topUp('a')]));
    await window.show(model([topUp('a')], { account: 'acct-2' }));
    assert.deepEqual(window.told, ['a', 'a']);
  });

  it('are tried again when the ledger did not answer', async () => {
    const window = open();
    failure = new Error('gone');
    await window.show(model([topUp('a')]));
    failure = undefined;
    await window.show(model([topUp('a')]));
    assert.deepEqual(window.told, ['a']);
  });

  it('are none before the ledger has answered', async () => {
    const window = open();
    await window.show(undefined);
    assert.deepEqual([window.told, asked], [[], 0]);
  });
});

describe('the notices of alerts', () => {
  it('are one of each kind, of the newest, and say how many more there are', () => {
    const alerts = [topUp('a', NOW_MS - 5 * HOUR_MS), topUp('b'), fall('c', NOW_MS - HOUR_MS)];
    const notices = alertNotices(alerts, inEnglish, format, NOW_MS);
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['topUpSeen', 'fellWhileIdle'],
    );
    assert.match(
      notices[0]?.text ?? '',
      /^The balance rose by 500\.00 credits between 10:00 and 11:00, .+ 1 more like it\.$/,
    );
    assert.doesNotMatch(notices[1]?.text ?? '', /more like it/);
  });

  it('are none where there is nothing to tell', () =>
    assert.deepEqual(alertNotices([], inEnglish, format, NOW_MS), []));
});
