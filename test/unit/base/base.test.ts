import assert from 'node:assert/strict';
import { mock } from 'node:test';

import { AssertionError, assert as mustHold, assertNever } from '../../../src/base/assert.ts';
import { coalesce } from '../../../src/base/coalesce.ts';
import { DisposableStore, toDisposable } from '../../../src/base/disposable.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { GuardError, messageOf } from '../../../src/base/errors.ts';
import { once } from '../../../src/base/once.ts';
import { oneAtATime } from '../../../src/base/oneAtATime.ts';
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
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  function counted() {
    let runs = 0;
    return { request: coalesce(() => (runs += 1), 50), runs: () => runs };
  }

  it('has its first run at once, and one more for all the others', () => {
    const { request, runs } = counted();
    request();
    assert.equal(runs(), 1);
    request();
    request();
    mock.timers.tick(49);
    assert.equal(runs(), 1);
    mock.timers.tick(1);
    assert.equal(runs(), 2);
    mock.timers.tick(500);
    assert.equal(runs(), 2);
  });

  it('that goes on has a run every so often', () => {
    const { request, runs } = counted();
    for (let elapsedMs = 0; elapsedMs < 500; elapsedMs += 10) {
      request();
      mock.timers.tick(10);
    }
    assert.equal(runs(), 11);
  });

  it('is followed by a run at once for a call that comes later', () => {
    const { request, runs } = counted();
    request();
    mock.timers.tick(50);
    request();
    assert.equal(runs(), 2);
  });

  it('that is no longer wanted has no more runs', () => {
    const { request, runs } = counted();
    request();
    request();
    request.dispose();
    mock.timers.tick(50);
    request();
    assert.equal(runs(), 1);
  });
});

describe('work that is done one at a time', () => {
  function controlled() {
    const started: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
    const run = oneAtATime(() => new Promise((resolve, reject) => started.push({ resolve, reject })));
    return { started, run };
  }

  it('is done once more for all who ask meanwhile', async () => {
    const { started, run } = controlled();
    const first = run();
    const [second, third] = [run(), run()];
    assert.equal(started.length, 1);
    started[0]?.resolve();
    await first;
    await new Promise(setImmediate);
    assert.equal(started.length, 2);
    started[1]?.resolve();
    await Promise.all([second, third]);
    assert.equal(started.length, 2);
  });

  it('never overlaps, whenever it is asked for', async () => {
    let [running, most] = [0, 0];
    const run = oneAtATime(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    });
    const asked: Promise<void>[] = [];
    for (let count = 0; count < 200; count += 1) {
      asked.push(run());
      await (count % 7 === 0 ? new Promise(setImmediate) : undefined);
    }
    await Promise.all(asked);
    assert.equal(most, 1);
  });

  it('goes on after a failure, which those hear who wait for it', async () => {
    const { started, run } = controlled();
    const first = run();
    const second = run();
    started[0]?.reject(new Error('broken'));
    await assert.rejects(first, /broken/);
    await new Promise(setImmediate);
    started[1]?.resolve();
    await second;
  });
});

describe('a value that is dear to make', () => {
  it('is made when it is first asked for, and once', () => {
    let made = 0;
    const value = once(() => {
      made += 1;
      return undefined;
    });
    assert.equal(made, 0);
    value();
    value();
    assert.equal(made, 1);
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
