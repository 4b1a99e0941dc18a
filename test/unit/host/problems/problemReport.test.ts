import assert from 'node:assert/strict';

import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { problemReport } from '../../../../src/host/problems/problemReport.ts';
import { RecentLog } from '../../../../src/host/problems/recentLog.ts';
import { redact } from '../../../../src/host/problems/redact.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { NOW_MS, card, credits, wallet } from '../../make.ts';
import { hooks } from '../statusBarCases.ts';
import { budgetStatus, guardState, runMeter, runSummary, unreachable, usageModel, usedToday } from '../views.ts';

const personal = { homeFolder: '/home/ada', folders: ['/work/secret-project', '/work/secret-project/api'] };

describe('a text for strangers', () => {
  for (const [text, redacted] of [
    ['cannot open /home/ada/.codex/auth.json', 'cannot open ~/.codex/auth.json'],
    ['in /work/secret-project/api/src', 'in <folder>/src'],
    ['/Users/grace/.codex and C:\\Users\\grace\\.codex', '~/.codex and ~\\.codex'],
    ['signed in as ada.l@mail.example.org', 'signed in as <address>'],
    ['thread 01a2055b-fab1-77e2-93f0-b2232235fe84', 'thread <id>'],
    ['key sk-proj-abcDEF1234567', 'key <secret>'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: <secret>'],
    [`token ${'aB3'.repeat(20)}==`, 'token <secret>'],
    ['codex did not answer within 8 s', 'codex did not answer within 8 s'],
  ] as const) {
    it(text, () => assert.equal(redact(text, personal), redacted));
  }
});

describe('a report of a problem', () => {
  const surrounding = {
    version: '0.1.0',
    vsCode: '1.105.0',
    host: 'desktop',
    platform: 'linux x64',
    node: 'v24.1.0',
    language: 'en',
  };
  const reportOf = (change: Partial<GuardState>, lines: readonly string[] = []): string =>
    problemReport(guardState(change), card, surrounding, lines, personal);

  it('tells states and counts', () => {
    const report = reportOf({ ...hooks('missing'), activeRuns: [runMeter()] });
    assert.match(report, /Codex Guardrails 0\.1\.0; VS Code 1\.105\.0 \(desktop\)/);
    assert.match(
      report,
      /wallet: known, plan business, balance told, unlimited false, 1 windows, by appServer 0 s ago/,
    );
    assert.match(report, /hooks: UserPromptSubmit missing, PreModelRequest active/);
    assert.match(report, /runs: 1 going on, 0 held/);
  });

  it('tells no amount, no account, no model and no folder', () => {
    const usage = {
      ...usedToday(96.4),
      runs: [runSummary({ workspace: '/work/secret-project', model: 'gpt-5.5' })],
      budgets: [budgetStatus(41.25)],
    };
    const report = reportOf({ usage, wallet: wallet({ balance: credits(1204.35) }) }, [
      'error could not read /home/ada/x for ada@example.com',
    ]);
    assert.doesNotMatch(report, /1,?204|96\.4|41\.25|acct-1|ada|gpt-5\.5|secret-project/);
    assert.match(report, /error could not read ~\/x for <address>/);
  });

  it('tells what is wrong with files, without where they lie', () => {
    const problem = { file: '/home/ada/policy.json', line: 14, text: 'unknown key', isLastGoodInForce: true };
    const inForce = { ...usageModel().inForce, problems: [problem] };
    const report = reportOf({ usage: usageModel({ inForce }), wallet: unreachable(undefined, 'no\nroute') });
    assert.match(report, /policy problem: ~\/policy\.json, line 14: unknown key/);
    assert.match(report, /wallet: unreachable \(no route\)/);
  });

  it('has the last warnings and errors, the newest at the end, and no more than are read', () => {
    const log = new RecentLog(silentLog, () => NOW_MS);
    log.info('not remembered');
    for (let index = 0; index < 50; index += 1) {
      log.warn('a warning', { index });
    }
    log.error('an error');
    assert.equal(log.lines.length, 40);
    assert.match(log.lines.at(-1) ?? '', /^2026-11-20T12:00:00\.000Z error an error$/);
    assert.match(reportOf({}, log.lines), /warning a warning index=49\n.* error an error\n~~~/);
  });
});
