import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';

import { temporaryFolder } from '../temporary.ts';
import { ledgerFixture } from './openLedger.ts';

describe('the texts of policies', () => {
  const { open } = ledgerFixture();
  const folder = temporaryFolder();
  const FILE = '/home/me/policy.json';

  it('are none before one was good', () => assert.equal(open().lastGoodPolicyText(FILE), undefined));

  it('are remembered, the last one of each file', () => {
    const ledger = open();
    ledger.rememberPolicyText(FILE, 'first', 1);
    ledger.rememberPolicyText(FILE, 'second', 2);
    ledger.rememberPolicyText('/other', 'third', 3);
    assert.deepEqual([ledger.lastGoodPolicyText(FILE), ledger.lastGoodPolicyText('/other')], ['second', 'third']);
  });

  it('are remembered by the next process too', () => {
    open().rememberPolicyText(FILE, 'text', 1);
    assert.equal(open().lastGoodPolicyText(FILE), 'text');
  });

  it('are forgotten with their file', () => {
    const ledger = open();
    ledger.rememberPolicyText(FILE, 'text', 1);
    ledger.forgetPolicyText(FILE);
    assert.equal(ledger.lastGoodPolicyText(FILE), undefined);
  });

  it('are what stands in the file now', () => {
    writeFileSync(folder('policy.json'), '{"version":1}');
    assert.deepEqual(open().readPolicyText(folder('policy.json')), { kind: 'text', text: '{"version":1}' });
  });

  it('are absent where there is no file, or no folder for it', () => {
    writeFileSync(folder('plain'), '');
    const kinds = [folder('none.json'), folder('plain', 'policy.json')].map((file) => open().readPolicyText(file).kind);
    assert.deepEqual(kinds, ['absent', 'absent']);
  });

  it('are unreadable, with the reason, where a folder has the file’s name', () => {
    mkdirSync(folder('policy.json'));
    const text = open().readPolicyText(folder('policy.json'));
    assert.match(text.kind === 'unreadable' ? text.reason : '', /EISDIR/);
  });
});
