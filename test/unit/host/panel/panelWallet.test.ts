import assert from 'node:assert/strict';

import { Calendar } from '../../../../src/core/calendar.ts';
import { CumulativeDraws } from '../../../../src/core/wallet/statement/drawSums.ts';
import { findMovements } from '../../../../src/core/wallet/statement/findMovements.ts';
import type { Draw } from '../../../../src/core/wallet/statement/walletFacts.ts';
import { walletStatement } from '../../../../src/core/wallet/statement/walletStatement.ts';
import type { WalletModel } from '../../../../src/guard/walletModel.ts';
import { walletView } from '../../../../src/host/panel/panelWallet.ts';
import type { WalletView } from '../../../../src/panel/walletProtocol.ts';
import { HOUR_MS, NOW_MS, credits } from '../../make.ts';
import { guardState, tools } from '../views.ts';

const DAY_1 = Date.UTC(2026, 10, 18);
const exact = (hours: number, amount: number): Draw => ({
  atMs: DAY_1 + hours * HOUR_MS,
  credits: credits(amount),
  lowest: credits(amount),
  highest: credits(amount),
});
const unpriced = (hours: number): Draw => ({ ...exact(hours, 0), highest: undefined });

/** The statement of a wallet that was read at some hours since the 18th. */
function model(readings: readonly (readonly [hours: number, balance: number])[], drawn: readonly Draw[]): WalletModel {
  const seen = readings.map(([hours, balance]) => ({
    atMs: DAY_1 + hours * HOUR_MS,
    balance: credits(balance),
    step: credits(0.01),
  }));
  const draws = new CumulativeDraws(drawn);
  const history = { readings: seen, draws, movements: findMovements(seen, draws) };
  const range = { fromMs: DAY_1, untilMs: NOW_MS };
  return { statement: walletStatement(history, 'day', new Calendar('UTC'), range), agreements: [] };
}

/** Two draws of ours, and a top-up of 500 on the second day. */
function toppedUp(): WalletModel {
  const readings = [
    [0, 100],
    [4, 88],
    [30, 588],
    [50, 578],
  ] as const;
  return model(readings, [exact(2, 12), exact(40, 10)]);
}

const viewOf = (walletModel: WalletModel): WalletView => walletView(guardState({ walletModel }), tools);

describe('the wallet in the panel', () => {
  it('adds up from the opening to the closing balance', () => {
    const view = viewOf(toppedUp());
    assert.deepEqual(
      view.steps.map(({ kind, text, from, to }) => [kind, text, from, to]),
      [
        ['balance', '100.00', 0, 100],
        ['used', '−22.00', 100, 78],
        ['topUps', '+500.00', 78, 578],
        ['balance', '578.00', 0, 578],
      ],
    );
    assert.match(view.summary, /^From 100\.00 to 578\.00 credits: Codex here used 22\.00, top-ups brought 500\.00/);
  });

  it('has a row for each day, the newest first, with what was seen to happen', () => {
    const { rows } = viewOf(toppedUp());
    assert.deepEqual(
      rows.map(({ label, used, topUps }) => [label, used.text, topUps.text]),
      [
        ['Nov 20', '0.00', '0.00'],
        ['Nov 19', '−10.00', '+500.00'],
        ['Nov 18', '−12.00', '0.00'],
      ],
    );
    assert.match(rows[1]?.note ?? '', /^top-up of about 500\.00 \(499\.98 to 500\.02\), seen /);
  });

  it('what nobody here drew is unattributed, and bounded', () => {
    const view = viewOf(
      model(
        [
          [0, 100],
          [24, 88],
          [50, 76],
        ],
        [exact(2, 12)],
      ),
    );
    assert.deepEqual(view.steps.find(({ kind }) => kind === 'unattributed')?.text, '−12.00');
    assert.match(
      view.rows.find(({ label }) => label === 'Nov 20')?.note ?? '',
      /^one fall of about 12\.00 \(11\.98 to 12\.02\), seen /,
    );
    assert.match(view.explanation, /it lies between 11\.98 and 12\.02\.$/);
  });

  it('several falls of a day are told in short', () => {
    const { rows } = viewOf(
      model(
        [
          [48, 100],
          [49, 90],
          [50, 80],
          [51, 70],
        ],
        [],
      ),
    );
    assert.match(rows[0]?.note ?? '', /^3 falls, the last seen /);
  });

  it('a day on which no balance was read has hatches, not zeros', () => {
    const { rows } = viewOf(
      model(
        [
          [1, 100],
          [50, 90],
        ],
        [exact(30, 10)],
      ),
    );
    const day = rows.find(({ label }) => label === 'Nov 19');
    assert.deepEqual([day?.unattributed.kind, day?.topUps.kind, day?.note], ['unknown', 'unknown', 'balance not read']);
    assert.equal(day?.used.text, '−10.00');
  });

  it('a request without a price leaves the rest without a bound', () => {
    const view = viewOf(
      model(
        [
          [0, 100],
          [50, 90],
        ],
        [unpriced(30)],
      ),
    );
    assert.match(view.explanation, /it cannot be bounded/);
    assert.match(view.rows.find(({ label }) => label === 'Nov 19')?.note ?? '', /1 request without a price/);
  });

  it('without balances there is none, and that is said', () => {
    const view = viewOf(model([], []));
    assert.deepEqual([view.rows, view.steps, view.totals], [[], [], undefined]);
    assert.equal(view.emptyText, 'No balance has been seen this month.');
    const apiKey = walletView(guardState({ wallet: { kind: 'apiKey' } }), tools);
    assert.match(apiKey.emptyText, /API key/);
    assert.deepEqual(apiKey.actions, []);
  });
});
