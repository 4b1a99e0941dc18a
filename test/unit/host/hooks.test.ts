import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as z from 'zod';

import { GuardError } from '../../../src/base/errors.ts';
import { inEnglish } from '../../../src/base/translate.ts';
import type { AppServerClient } from '../../../src/codex/appServer/appServerClient.ts';
import { planHooks, writeHooks } from '../../../src/codex/hooks/hookInstall.ts';
import { isAnsweredSince } from '../../../src/core/hooks/hookFailure.ts';
import { HOOK_EVENTS, type HookState, type HookStatus } from '../../../src/core/hooks/hookStatus.ts';
import type { UnguardedReason } from '../../../src/core/hooks/unguarded.ts';
import { hookStepText } from '../../../src/core/hooks/hookText.ts';
import { HookGuard } from '../../../src/host/hooks/hookGuard.ts';
import { hookPage } from '../../../src/host/hooks/hookPage.ts';
import { coverageView } from '../../../src/host/panel/panelCoverage.ts';
import { notices } from '../../../src/host/panel/panelNotices.ts';
import { runsView } from '../../../src/host/panel/panelRuns.ts';
import { tooltipMarkdown } from '../../../src/host/statusBar/tooltipView.ts';
import { unguardedToTell } from '../../../src/host/hooks/unguardedToTell.ts';
import { silentLog } from '../../support/silentLog.ts';
import { NOW_MS, card } from '../make.ts';
import { temporaryFolder } from '../temporary.ts';
import { format, guardState, runSummary, tools, usageModel } from './views.ts';

function hooks(...states: readonly HookState[]): HookStatus[] {
  return HOOK_EVENTS.map((event, index) => ({
    home: '/home/me/.codex',
    event,
    state: states[index] ?? states.at(-1) ?? 'active',
    sourcePath: '/home/me/.codex/hooks.json',
  }));
}

describe('how hooks stand', () => {
  const tooltip = (...states: readonly HookState[]): string =>
    tooltipMarkdown(guardState({ hooks: hooks(...states) }), card, inEnglish, format).replaceAll('\\', '');
  const inPanel = (found: readonly HookStatus[]) => {
    const state = guardState({ hooks: found });
    const note = coverageView(state, tools).notes.find(({ id }) => id === 'terminal');
    return { note, notice: notices(state, tools).find(({ id }) => id === 'hooks') };
  };

  it('is said in the tooltip, with the step that mends it', () => {
    assert.match(tooltip('active'), /All Codex runs are guarded\./);
    assert.match(tooltip('active', 'disabled', 'active'), /guarded in part\. Hooks are switched off in Codex/);
    assert.match(tooltip('needs-review'), /are not guarded\. Codex passes hooks over until you trust them/);
    assert.doesNotMatch(tooltipMarkdown(guardState(), card, inEnglish, format), /guarded/);
  });

  it('is a notice only where they were installed and do not all run', () => {
    assert.equal(inPanel([]).notice, undefined);
    assert.equal(inPanel(hooks('active')).notice, undefined);
    const { notice, note } = inPanel(hooks('active', 'modified', 'active'));
    assert.equal(notice?.title, 'Codex runs are guarded in part.');
    assert.deepEqual(
      notice.actions.map(({ message }) => message.kind),
      ['guardAllRuns'],
    );
    assert.match(note?.text ?? '', /PreModelRequest modified, PreCompact active/);
  });

  it('is offered where there are none', () => {
    const { note } = inPanel([]);
    assert.equal(note?.title, 'Runs in a terminal are counted, not guarded.');
    assert.deepEqual(
      note.actions.map(({ message }) => message.kind),
      ['guardAllRuns'],
    );
    assert.deepEqual(inPanel(hooks('active')).note?.actions, []);
  });

  it('has a step for every state but the good one', () => {
    const states = ['needs-review', 'disabled', 'modified', 'missing', 'managed-only'] as const;
    const steps = new Set(states.map((state) => hookStepText(state, inEnglish)));
    assert.deepEqual([steps.size, steps.has(''), hookStepText('active', inEnglish)], [states.length, false, '']);
  });
});

describe('a hook that nothing answered', () => {
  const hookFailure = { atMs: NOW_MS - 60_000, event: 'PreModelRequest', reason: 'the ledger is locked' };
  const failing = guardState({ hooks: hooks('active'), hookFailure });
  const why = /Codex called the hook PreModelRequest at 11:59, and nothing answered: the ledger is locked\./;

  it('is said in the tooltip and in the panel, instead of that all is guarded', () => {
    const tooltip = tooltipMarkdown(failing, card, inEnglish, format).replaceAll('\\', '');
    assert.match(tooltip, /The guard of Codex runs does not work\./);
    assert.match(tooltip, why);
    assert.doesNotMatch(tooltip, /All Codex runs are guarded/);
    const notice = notices(failing, tools).find(({ id }) => id === 'hookFailure');
    assert.match(notice?.text ?? '', why);
    assert.deepEqual(
      notice?.actions.map(({ message }) => message.kind),
      ['guardAllRuns'],
    );
  });

  it('is over once another has been answered', () => {
    assert.equal(isAnsweredSince(hookFailure, undefined), false);
    assert.equal(isAnsweredSince(hookFailure, hookFailure.atMs), false);
    assert.equal(isAnsweredSince(hookFailure, hookFailure.atMs + 1_000), true);
  });
});

describe('runs that were to be guarded and were not', () => {
  const state = (...reasons: readonly UnguardedReason[]) => {
    const unguarded = reasons.map((reason, index) => ({
      ...{ runId: `run-${index}`, threadId: 't', home: '/home/me/.codex' },
      ...{ startedAtMs: NOW_MS + index, threadStartedAtMs: NOW_MS, reason },
    }));
    const runs = [runSummary({ runId: 'run-0' }), runSummary({ runId: 'guarded' })];
    return guardState({ usage: usageModel({ runs, unguarded }) });
  };

  it('are marked, with the likely reason, and no others', () => {
    const marks = runsView(state('disabled'), tools).rows.map(({ unguarded }) => unguarded);
    assert.deepEqual(marks, ['Not guarded. Hooks were switched off in Codex.', undefined]);
  });

  it('are counted with their reasons, and what mends the last', () => {
    const note = (shown: ReturnType<typeof state>) =>
      coverageView(shown, tools).notes.find(({ id }) => id === 'unguarded');
    assert.equal(note(state()), undefined);
    const { title, text } = note(state('disabled', 'needs-review', 'disabled')) ?? {};
    assert.match(title ?? '', /^3 runs/);
    assert.equal(text, 'Likely: hooks disabled 2, not trusted 1. The last of them: Hooks were switched off in Codex.');
  });

  it('are told once a day where hooks were taken to be at work, and not where these were known to be lame', () => {
    assert.equal(unguardedToTell(state('disabled', 'needs-review')), undefined);
    const found = unguardedToTell(state('passedOver', 'loadedBefore', 'disabled'));
    assert.deepEqual([found?.alertId, found?.run.reason], ['unguarded:2026-11-20', 'loadedBefore']);
  });
});

describe('the page of what is written', () => {
  it('shows it to the letter, whatever it is, and our own texts as text', () => {
    const page = hookPage([{ text: '<b>*x*\nsecond', written: '{\n  "a": "```"\n}\n' }], inEnglish);
    assert.match(page, /\n\\<b\\>\\\*x\\\* {2}\nsecond\n/);
    assert.match(page, /\n````\n\{\n {2}"a": "```"\n\}\n````\n/);
  });
});

describe('hooks of this window', () => {
  const folder = temporaryFolder();
  let asked: string[];
  let isReachable: boolean;
  let noted: string[];
  let answeredAtMs: number | undefined;
  let guard: HookGuard;

  /** A Codex that lists what stands in the file, and takes what is trusted. */
  const client = {
    request: (method: string, _params: object, answer: z.ZodType) => {
      asked.push(method);
      const plan = { hooksFile: folder('home', 'hooks.json') };
      const listed = existsSync(plan.hooksFile)
        ? (JSON.parse(readFileSync(plan.hooksFile, 'utf8')) as FileHooks).hooks
        : {};
      const found = Object.entries(listed).flatMap(([event, groups]) =>
        groups.map((group) => ({
          key: `${plan.hooksFile}:${event}`,
          eventName: event.charAt(0).toLowerCase() + event.slice(1),
          source: 'user',
          sourcePath: plan.hooksFile,
          enabled: true,
          isManaged: false,
          currentHash: 'sha256:x',
          trustStatus: 'untrusted',
          command: group.hooks[0]?.command,
        })),
      );
      return Promise.resolve(answer.parse(method === 'hooks/list' ? { data: [{ hooks: found }] } : { config: {} }));
    },
  } as unknown as AppServerClient;
  interface FileHooks {
    readonly hooks: Readonly<Record<string, readonly { readonly hooks: readonly { readonly command: string }[] }[]>>;
  }

  const folders = () => ({ binFolder: folder('data', 'bin'), hooksFolder: folder('data', 'hooks') });

  beforeEach(() => {
    mkdirSync(folder('home'));
    writeFileSync(folder('hook.js'), '');
    asked = [];
    isReachable = true;
    noted = [];
    answeredAtMs = undefined;
    guard = new HookGuard({
      home: () => folder('home'),
      ask: (question) => (isReachable ? question(client) : Promise.reject(new GuardError('codex.exited', 'gone'))),
      folders: folders(),
      hookFailuresFile: folder('data', 'spool', 'failures'),
      runtime: { version: '1.0.0', node: process.execPath, isElectron: false, hook: folder('hook.js') },
      onFailure: () => Promise.resolve('deny'),
      store: {
        noteHooks: (_home, standing) => {
          noted.push(standing);
          return Promise.resolve();
        },
        lastHookAnswerAtMs: () => Promise.resolve(answeredAtMs),
      },
      log: silentLog,
    });
  });
  afterEach(() => {
    guard.dispose();
  });

  const states = (): (HookState | undefined)[] => [...new Set(guard.hooks.map(({ state }) => state))];

  it('Codex is not asked where nobody has installed any', async () => {
    await guard.keepUp();
    await guard.refresh();
    assert.deepEqual([asked, guard.hooks, existsSync(folder('data'))], [[], [], false]);
  });

  it('nothing is trusted that the person has not said yes to', async () => {
    await guard.install(await guard.plan(), { trusts: false });
    assert.deepEqual([states(), asked], [['needs-review'], ['hooks/list']]);
    assert.equal(readFileSync(folder('data', 'bin', 'on-failure'), 'utf8'), 'deny\n');
  });

  it('nothing is trusted that Codex lists otherwise than it was shown', async () => {
    await guard.install(await guard.plan(), { trusts: true });
    assert.deepEqual([states(), asked.includes('config/batchWrite')], [['needs-review'], false]);
  });

  it('what others have installed is found', async () => {
    await writeHooks(await planHooks(folder('home'), folders()), folders());
    await guard.refresh();
    assert.deepEqual(states(), ['needs-review']);
  });

  it('what is known stays where Codex cannot be asked, and taking out works all the same', async () => {
    await guard.install(await guard.plan(), { trusts: false });
    isReachable = false;
    await guard.refresh();
    assert.deepEqual(states(), ['needs-review']);
    await guard.uninstall();
    assert.deepEqual([guard.hooks, existsSync(folder('home', 'hooks.json'))], [[], false]);
    assert.deepEqual([noted[0], noted.at(-1)], ['needs-review', 'out'], 'what is known of how they stood is kept');
  });

  it('that were not answered are told of until one is, and start again what answers them', async () => {
    await guard.install(await guard.plan(), { trusts: false });
    const runtimeFile = folder('data', 'bin', 'runtime');
    writeFileSync(runtimeFile, readFileSync(runtimeFile, 'utf8').replace(folder('hook.js'), folder('gone.js')));
    mkdirSync(folder('data', 'spool'));
    const lines = ['2026-11-20T10:00:00Z PreCompact an older one', '2026-11-20T11:00:00Z UserPromptSubmit it broke'];
    writeFileSync(folder('data', 'spool', 'failures'), `${lines.join('\n')}\n`);
    await guard.lookForFailure();
    const atMs = Date.parse('2026-11-20T11:00:00Z');
    assert.deepEqual(guard.failure, { atMs, event: 'UserPromptSubmit', reason: 'it broke' });
    assert.ok(readFileSync(runtimeFile, 'utf8').includes(folder('hook.js')));
    answeredAtMs = atMs + 1_000;
    await guard.lookForFailure();
    assert.equal(guard.failure, undefined);
  });

  it('get their launcher back where it has gone, be it with all of our folder', async () => {
    await guard.install(await guard.plan(), { trusts: false });
    rmSync(folder('data'), { recursive: true });
    await guard.keepUp();
    await guard.refresh();
    assert.deepEqual([existsSync(folder('data', 'bin', 'codex-hook')), states()], [true, ['needs-review']]);
  });
});
