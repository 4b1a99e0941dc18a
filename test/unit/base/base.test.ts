import assert from 'node:assert/strict';

import { AssertionError, assert as mustHold, assertNever } from '../../../src/base/assert.ts';
import { coalesce } from '../../../src/base/coalesce.ts';
import { DisposableStore, toDisposable } from '../../../src/base/disposable.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { GuardError, messageOf } from '../../../src/base/errors.ts';
import { inEnglish } from '../../../src/base/translate.ts';

describe('disposables', () => {
  it('are disposed of once, however often it is asked', () => {
    let count = 0;
    const item = toDisposable(() => (count += 1));
    item.dispose();
    item.dispose();
    assert.equal(count, 1);
  });

  it('go newest first', () => {
    const gone: string[] = [];
    const store = new DisposableStore();
    for (const name of ['first', 'second', 'third']) {
      store.add(toDisposable(() => gone.push(name)));
    }
    store.dispose();
    assert.deepEqual(gone, ['third', 'second', 'first']);
  });

  it('that come too late go at once', () => {
    const store = new DisposableStore();
    store.dispose();
    let isGone = false;
    store.add(toDisposable(() => (isGone = true)));
    assert.ok(isGone);
  });
});

describe('an event', () => {
  const fail = (error: unknown): void => {
    throw error;
  };

  it('reaches its listeners in the order in which they came', () => {
    const heard: string[] = [];
    const emitter = new Emitter<string>(fail);
    emitter.event((value) => heard.push(`a ${value}`));
    emitter.event((value) => heard.push(`b ${value}`));
    emitter.fire('1');
    assert.deepEqual(heard, ['a 1', 'b 1']);
  });

  it('reaches the others where one throws, and tells of the error', () => {
    const told: unknown[] = [];
    const emitter = new Emitter<string>((error) => told.push(messageOf(error)));
    let heard = '';
    emitter.event(() => fail(new Error('broken')));
    emitter.event((value) => (heard = value));
    emitter.fire('1');
    assert.deepEqual([heard, told], ['1', ['broken']]);
  });

  it('no longer reaches a listener that has gone, not even one that goes meanwhile', () => {
    const heard: string[] = [];
    const emitter = new Emitter<string>(fail);
    const subscription = emitter.event((value) => {
      heard.push(value);
      subscription.dispose();
    });
    emitter.fire('1');
    emitter.fire('2');
    assert.deepEqual(heard, ['1']);
  });

  it('reaches nobody once its emitter is disposed of', () => {
    const emitter = new Emitter<void>(fail);
    let count = 0;
    emitter.event(() => (count += 1));
    emitter.dispose();
    emitter.fire();
    assert.equal(count, 0);
  });
});

describe('a burst of calls', () => {
  function recorded() {
    const timers: { run: () => void; isCancelled: boolean }[] = [];
    let runs = 0;
    const request = coalesce(
      () => (runs += 1),
      50,
      (run) => {
        const timer = { run, isCancelled: false };
        timers.push(timer);
        return () => (timer.isCancelled = true);
      },
    );
    return { timers, request, runs: () => runs };
  }

  it('is one run', () => {
    const { timers, request, runs } = recorded();
    request();
    request();
    timers[0]?.run();
    assert.deepEqual([runs(), timers.length], [1, 1]);
  });

  it('is followed by another run for a call that comes after', () => {
    const { timers, request, runs } = recorded();
    request();
    timers[0]?.run();
    request();
    timers[1]?.run();
    assert.equal(runs(), 2);
  });

  it('that is no longer wanted is cancelled', () => {
    const { timers, request } = recorded();
    request();
    request.dispose();
    assert.equal(timers[0]?.isCancelled, true);
  });
});

describe('errors', () => {
  it('are known by their code', () => {
    const error = new GuardError('ledger.locked', 'held', { remedy: 'wait', cause: new Error('busy') });
    assert.deepEqual(
      [
        GuardError.is(error, 'ledger.locked'),
        GuardError.is(error, 'ledger.damaged'),
        GuardError.is(error),
        error.remedy,
      ],
      [true, false, true, 'wait'],
    );
  });

  it('of others are not ours', () => assert.equal(GuardError.is(new Error('x')), false));

  for (const [thrown, text] of [
    [new Error('broken'), 'broken'],
    ['a string', 'a string'],
    [undefined, 'undefined'],
  ] as const) {
    it(`have the text “${text}”`, () => assert.equal(messageOf(thrown), text));
  }

  it('of a programmer are thrown at once', () => {
    assert.throws(() => mustHold(false, 'must hold'), AssertionError);
  });

  it('name the member that a switch forgot', () => {
    assert.throws(() => assertNever({ kind: 'new' } as never), /unexpected value: \{"kind":"new"\}/);
  });
});

describe('a text with places', () => {
  for (const [message, values, text] of [
    ['{0} of {1}', [3, 'ten'], '3 of ten'],
    ['{1} before {0}, {1}', ['a', 'b'], 'b before a, b'],
    ['{0} and {1}', ['only'], 'only and {1}'],
    ['{0}', ['{1}', 'no'], '{1}'],
  ] as const) {
    it(`“${message}” reads “${text}”`, () => assert.equal(inEnglish(message, ...values), text));
  }
});
