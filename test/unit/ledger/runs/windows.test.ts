import assert from 'node:assert/strict';

import { HOUR_MS, NOW_MS } from '../../make.ts';
import { ledgerFixture } from '../openLedger.ts';

describe('the window in which a person is asked', () => {
  const { open } = ledgerFixture();

  it('is none where none is open', () => assert.equal(open().windowToAsk(NOW_MS), undefined));

  it('is the one that had the focus last', () => {
    const ledger = open();
    ledger.noteWindow('a', true, NOW_MS);
    ledger.noteWindow('b', true, NOW_MS + 1);
    ledger.noteWindow('b', false, NOW_MS + 2);
    ledger.noteWindow('a', false, NOW_MS + 3);
    ledger.noteWindow('c', false, NOW_MS + 4);
    assert.equal(ledger.windowToAsk(NOW_MS + 5), 'b');
  });

  it('is one that never had it, where there is no other', () => {
    const ledger = open();
    ledger.noteWindow('a', false, NOW_MS);
    assert.equal(ledger.windowToAsk(NOW_MS), 'a');
  });

  it('is none that has closed, nor one that has not been heard of', () => {
    const ledger = open();
    ledger.noteWindow('a', true, NOW_MS);
    ledger.noteWindow('b', true, NOW_MS);
    ledger.forgetWindow('a');
    assert.equal(ledger.windowToAsk(NOW_MS), 'b');
    assert.equal(ledger.windowToAsk(NOW_MS + HOUR_MS), undefined);
  });
});
