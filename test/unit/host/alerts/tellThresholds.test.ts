import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import type { PassedThreshold } from '../../../../src/core/budgets/budgetThresholds.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { budget, policy } from '../../make.ts';
import { openFakeWindow } from '../fakeVsCode.ts';
import { budgetStatus, format, guardState, usageModel } from '../views.ts';

const settled = () => new Promise(setImmediate);
const inForce = { ...usageModel().inForce, policy: policy({ budgets: [budget()] }) };
const PASSED: PassedThreshold = { status: budgetStatus(80), percent: 80 };

describe('an alert of a budget', () => {
  let untold: PassedThreshold[];
  let lastFocused: string | undefined;
  const ledger = {
    takeThresholds: () => Promise.resolve(untold.splice(0)),
    windowToAsk: () => Promise.resolve(lastFocused),
  };

  beforeEach(() => {
    untold = [PASSED];
    lastFocused = undefined;
  });

  /** A window, with what is said in it. */
  async function open(id: string, focused: boolean) {
    const fake = openFakeWindow();
    const { tellThresholds } = await import('../../../../src/host/alerts/tellThresholds.ts');
    const failed = (error: unknown) => assert.fail(String(error));
    const [changes, focus] = [new Emitter<GuardState>(failed), new Emitter<undefined>(failed)];
    const look = { focused };
    const window = { id, isFocused: () => look.focused, onDidChangeFocus: focus.event };
    const store = { onDidChange: changes.event };
    tellThresholds({ store, ledger, window, openSection: () => undefined, format, log: silentLog });
    return {
      spend: async (): Promise<number> => {
        changes.fire(guardState({ usage: usageModel({ inForce }) }));
        await settled();
        return fake.said.length;
      },
      comeBack: async (): Promise<number> => {
        look.focused = true;
        focus.fire(undefined);
        await settled();
        return fake.said.length;
      },
    };
  }

  it('is told in the window with the focus', async () => {
    lastFocused = 'other';
    assert.equal(await (await open('this', true)).spend(), 1);
  });

  it('is told where the focus was last, while no window has it', async () => {
    lastFocused = 'this';
    assert.equal(await (await open('this', false)).spend(), 1);
  });

  it('is told where no window has said yet that it is there', async () =>
    assert.equal(await (await open('this', false)).spend(), 1));

  it('is left to the window that had the focus last', async () => {
    lastFocused = 'other';
    assert.deepEqual([await (await open('this', false)).spend(), untold], [0, [PASSED]]);
  });

  it('that nobody has taken is told as soon as somebody comes back', async () => {
    lastFocused = 'other';
    const window = await open('this', false);
    assert.deepEqual([await window.spend(), await window.comeBack()], [0, 1]);
  });

  it('is told once, however often the window is looked at', async () => {
    const window = await open('this', true);
    assert.deepEqual([await window.spend(), await window.comeBack(), await window.spend()], [1, 1, 1]);
  });
});
