import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { HOOK_EVENTS, type HookState } from '../../../../src/core/hooks/hookStatus.ts';
import {
  type HookSighting,
  type HookStanding,
  standingOf,
  unguardedReason,
} from '../../../../src/core/hooks/unguarded.ts';
import { unguardedWords } from '../../../../src/core/hooks/unguardedText.ts';

const HOME = '/home/me/.codex';

function seen(seenAtMs: number, standing: HookStanding, home = HOME): HookSighting {
  return { home, seenAtMs, standing };
}

/** A run at 100 in a thread that began shortly before. */
function reason(sightings: readonly HookSighting[], threadStartedAtMs = 99): string | undefined {
  const run = { runId: 'r', threadId: 't', home: HOME, startedAtMs: 100, threadStartedAtMs };
  return unguardedReason(run, sightings);
}

describe('a run that no hook was asked about', () => {
  const cases: readonly (readonly [string, readonly HookSighting[], string | undefined])[] = [
    ['no hooks were ever in', [], undefined],
    ['hooks came later', [seen(101, 'active')], undefined],
    ['hooks had been taken out', [seen(1, 'active'), seen(50, 'out')], undefined],
    ['they were at work', [seen(1, 'active')], 'passedOver'],
    [
      'they were at work, and not trusted any more when looked at next',
      [seen(1, 'active'), seen(150, 'modified')],
      'modified',
    ],
    ['they were at work, and taken out later', [seen(1, 'active'), seen(150, 'out')], 'passedOver'],
    ['nobody had trusted them', [seen(1, 'needs-review'), seen(150, 'active')], 'needs-review'],
    ['they were switched off', [seen(1, 'active'), seen(50, 'disabled')], 'disabled'],
    ['another home has them', [seen(1, 'active', '/other')], 'otherHome'],
    ['another home had them', [seen(1, 'active', '/other'), seen(50, 'out', '/other')], undefined],
    [
      'they were taken out here, and are in another home',
      [seen(1, 'active'), seen(50, 'out'), seen(1, 'active', '/other')],
      undefined,
    ],
  ];
  for (const [where, sightings, expected] of cases) {
    it(`where ${where}: ${expected ?? 'was not to be guarded'}`, () => assert.equal(reason(sightings), expected));
  }

  it('was likely loaded before where its thread is older than their trust', () => {
    assert.equal(reason([seen(10, 'needs-review'), seen(50, 'active')], 49), 'loadedBefore');
    assert.equal(reason([seen(10, 'needs-review'), seen(50, 'active')], 50), 'passedOver');
  });
});

describe('how hooks of a home stand as a whole', () => {
  const hooks = (...states: readonly HookState[]) =>
    HOOK_EVENTS.map((event, index) => ({ home: HOME, event, state: states[index] ?? 'active', sourcePath: '' }));

  it('is as its lamest stands', () => {
    assert.equal(standingOf(hooks(), true), 'active');
    assert.equal(standingOf(hooks('active', 'disabled'), true), 'disabled');
  });

  it('is out where nobody put them in, unless an administrator’s are run', () => {
    assert.equal(standingOf(hooks('missing', 'missing', 'missing', 'missing'), false), 'out');
    assert.equal(standingOf(hooks('missing', 'missing', 'missing', 'missing'), true), 'missing');
    assert.equal(standingOf(hooks(), false), 'active');
  });
});

it('reasons are counted by their words, the commonest first', () =>
  assert.equal(
    unguardedWords(['disabled', 'modified', 'needs-review', 'otherHome', 'needs-review'], inEnglish),
    'not trusted 3, hooks disabled 1, other home 1',
  ));
