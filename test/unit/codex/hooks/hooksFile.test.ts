import assert from 'node:assert/strict';

import fc from 'fast-check';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';

import { GuardError } from '../../../../src/base/errors.ts';
import { managedHooks, ownHooks } from '../../../../src/codex/hooks/hookConfig.ts';
import { ownHooksIn, withOwnHooks, withoutOwnHooks } from '../../../../src/codex/hooks/hooksFile.ts';

const FILE = '/home/me/.codex/hooks.json';
const OURS = ownHooks('/home/me/.codex-guardrails/bin/codex-hook');

const install = (text: string | undefined): string => withOwnHooks(FILE, text, OURS);
const uninstall = (text: string): string => withoutOwnHooks(FILE, text);

type Groups = Readonly<Record<string, readonly unknown[]>>;
const groupsOf = (text: string): Groups => (JSON.parse(text) as { readonly hooks?: Groups }).hooks ?? {};

/** Each group of others that has a hook, by its place, as the file spells it. */
function othersIn(text: string): Map<string, string> {
  const tree = parseTree(text);
  assert.ok(tree);
  const own = new Set(ownHooksIn(FILE, text).map(({ event, group }) => `${event}/${group}`));
  const found = Object.entries(groupsOf(text)).flatMap(([event, groups]) =>
    groups.flatMap((_, index) => {
      const node = findNodeAtLocation(tree, ['hooks', event, index]);
      const spelt = text.slice(node?.offset, (node?.offset ?? 0) + (node?.length ?? 0));
      const isEmpty = (JSON.parse(spelt) as { hooks: unknown[] }).hooks.length === 0;
      const place = `${event}/${index}`;
      return own.has(place) || isEmpty ? [] : [[place, spelt] as const];
    }),
  );
  return new Map(found);
}

const handler = fc.record(
  {
    type: fc.constant('command'),
    command: fc.string(),
    timeout: fc.nat(),
    statusMessage: fc.string({ unit: 'grapheme' }),
  },
  { requiredKeys: ['type', 'command'] },
);
const group = fc.record(
  { matcher: fc.string(), hooks: fc.array(handler, { maxLength: 3 }) },
  { requiredKeys: ['hooks'] },
);
const events = fc.constantFrom('UserPromptSubmit', 'PreModelRequest', 'PreCompact', 'PostModelRequest', 'Stop');
const theirs = fc
  .tuple(
    fc.option(fc.dictionary(events, fc.array(group, { maxLength: 3 })), { nil: undefined }),
    fc.option(fc.string(), { nil: undefined }),
    fc.constantFrom(undefined, 2, 4, '\t'),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\n'),
  )
  .map(([hooks, description, indent, lineEnd, end]) =>
    (JSON.stringify({ description, hooks }, null, indent) + end).replaceAll('\n', lineEnd),
  );

describe('our hooks in a hooks.json', () => {
  it('go behind all others of their event, of which no byte changes', () => {
    fc.assert(
      fc.property(theirs, (text) => {
        const installed = install(text);
        assert.deepEqual(othersIn(installed), othersIn(text));
        for (const { event } of OURS) {
          const last = groupsOf(installed)[event]?.at(-1);
          assert.match(JSON.stringify(last), /codex-hook/);
        }
      }),
    );
  });

  it('are there once, however often they are installed', () => {
    fc.assert(
      fc.property(theirs, (text) => {
        const installed = install(text);
        assert.equal(install(installed), installed);
        assert.equal(ownHooksIn(FILE, installed).length, OURS.length);
      }),
    );
  });

  it('leave nothing when they are taken out again', () => {
    fc.assert(
      fc.property(theirs, (text) => {
        const left = uninstall(install(text));
        assert.deepEqual(othersIn(left), othersIn(text));
        assert.deepEqual(ownHooksIn(FILE, left), []);
        const filled = Object.fromEntries(Object.entries(groupsOf(text)).filter(([, groups]) => groups.length > 0));
        const leftFilled = Object.fromEntries(Object.entries(groupsOf(left)).filter(([, groups]) => groups.length > 0));
        assert.deepEqual(leftFilled, filled);
      }),
    );
  });

  it('leave the text as it was to a byte, where it had groups of each event', () => {
    const filled = theirs.filter((text) => OURS.every(({ event }) => (groupsOf(text)[event] ?? []).length > 0));
    fc.assert(
      fc.property(filled, (text) => {
        assert.equal(uninstall(install(text)), text);
      }),
      { numRuns: 20 },
    );
  });

  it('keep the places of those behind them when they are taken out', () => {
    fc.assert(
      fc.property(theirs, fc.array(fc.tuple(events, group), { maxLength: 4 }), (text, later) => {
        const changed = JSON.parse(install(text)) as { hooks: Record<string, unknown[]> };
        for (const [event, one] of later) {
          (changed.hooks[event] ??= []).push(one);
        }
        const grown = JSON.stringify(changed, null, 2);
        assert.deepEqual(othersIn(uninstall(grown)), othersIn(grown));
      }),
    );
  });

  it('become another definition where they stand', () => {
    const other = { hooks: [{ type: 'command', command: 'theirs' }] };
    const changed = JSON.parse(install('{}')) as { hooks: Record<string, unknown[]> };
    changed.hooks['PreCompact']?.push(other);
    const old = JSON.stringify(changed, null, 2).replaceAll('31536000', '5').replaceAll('/home/me', '/home/elsewhere');
    const renewed = install(old);
    assert.deepEqual(groupsOf(renewed), changed.hooks);
    assert.deepEqual(othersIn(renewed), othersIn(old));
  });

  for (const [what, text] of [
    ['no file', undefined],
    ['an empty file', ''],
    ['a blank file', ' \n'],
  ] as const) {
    it(`make a file of their own of ${what}`, () => {
      const installed = install(text);
      assert.deepEqual(
        Object.keys(groupsOf(installed)),
        OURS.map(({ event }) => event),
      );
      assert.match(installed, /^\{\n {2}"hooks": \{\n {4}"UserPromptSubmit": \[\n {6}\{\n[^]*\}\n$/);
    });
  }

  for (const [what, text, says] of [
    ['a broken text', '{\n  "hooks": {\n', /hooks\.json, line 3: this is not JSON/],
    ['a comment, which Codex does not read', '{\n  // mine\n  "hooks": {} }', /line 2: this is not JSON/],
    ['a list', '[]', /line 1: the file must be an object/],
    ['hooks that are none', '{"hooks": null}', /“hooks” must be an object/],
    ['an event that is none', '{"hooks":\n{"PreCompact": {}}}', /line 2: “PreCompact” must be a list/],
    ['an event twice', '{"hooks": {"Stop": [],\n "Stop": []}}', /line 2: “Stop” stands there twice/],
    ['a group without hooks', '{"hooks": {"PreCompact": [{}]}}', /“hooks” of a group of “PreCompact” must be a list/],
  ] as const) {
    it(`are not added to ${what}`, () => {
      assert.throws(
        () => install(text),
        (error) => GuardError.is(error, 'hooks.invalid') && says.test(error.message),
      );
    });
  }

  it('are taken out of a group that others share, where none of theirs stands behind them', () => {
    const [own] = Object.values(groupsOf(install('{}'))['PreCompact']?.[0] as { hooks: object[] }).flat();
    const text = (hooks: unknown[]): string => JSON.stringify({ hooks: { PreCompact: [{ hooks }] } });
    const other = { type: 'command', command: 'theirs' };
    assert.equal(uninstall(text([other, own])), text([other]));
    assert.throws(() => uninstall(text([own, other])), /one group with others behind it/);
  });

  it('name the launcher so that any shell finds it', () => {
    const [{ command } = { command: '' }] = ownHooks(`/home/it's "here"/bin/codex-hook`);
    assert.equal(
      command,
      `[ -r '/home/it'\\''s "here"/bin/codex-hook' ] && exec /bin/sh '/home/it'\\''s "here"/bin/codex-hook' UserPromptSubmit`,
    );
  });

  it('are given more time than any wait of ours takes, since Codex goes on when that is over', () => {
    const longestWaitS = 3_600;
    const holding = [...OURS, ...managedHooks()].filter(({ event }) => event !== 'PostModelRequest');
    assert.ok(holding.length === 6 && holding.every(({ timeoutS }) => timeoutS > 100 * longestWaitS));
  });
});
