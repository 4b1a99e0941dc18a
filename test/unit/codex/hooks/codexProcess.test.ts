import assert from 'node:assert/strict';

import { type SeenProcess, codexAbove, lookAtProcess } from '../../../../src/codex/hooks/codexProcess.ts';

type Seen = Omit<SeenProcess, 'pid'>;

function above(processes: Readonly<Record<number, Seen>>, pid = 30) {
  return codexAbove(pid, (asked) => {
    const seen = processes[asked];
    return seen === undefined ? undefined : { pid: asked, ...seen };
  });
}

const shell: Seen = {
  parentPid: 20,
  args: ['/bin/sh', '/data/bin/codex-hook', 'UserPromptSubmit'],
  terminal: undefined,
};

describe('the Codex above a process', () => {
  for (const [says, args, kind] of [
    ['exec', ['/opt/bin/codex', 'exec', '--json', 'do it'], 'exec'],
    ['exec behind flags', ['codex', '-c', 'a=1', 'exec', 'do it'], 'exec'],
    ['exec by its short name', ['codex', 'e', 'do it'], 'exec'],
    ['a review', ['codex', 'review'], 'exec'],
    ['an app-server', ['codex', 'app-server', '--listen', 'unix://'], 'appServer'],
    ['the TUI', ['codex'], 'tui'],
    ['the TUI with a prompt', ['codex', 'explain exec'], 'tui'],
    ['the TUI with a profile named like a command', ['codex', '-p', 'review', '--model', 'exec'], 'tui'],
    ['the TUI with a prompt of several words', ['codex', 'what', 'is', 'exec'], 'tui'],
    ['exec with a profile', ['codex', '--profile=work', '-s', 'read-only', 'exec', 'x'], 'exec'],
    ['exec under its interpreter', ['node', '/usr/lib/node_modules/@openai/codex/bin/codex.js', 'exec'], 'exec'],
  ] as const) {
    it(says, () => {
      const found = above({ 30: shell, 20: { parentPid: 10, args, terminal: '/dev/pts/3' } });
      assert.deepEqual({ ...found, listensAt: '' }, { pid: 20, kind, terminal: '/dev/pts/3', listensAt: '' });
    });
  }

  for (const [args, listensAt] of [
    [['--listen', 'unix://'], 'unix://'],
    [['-c', 'a=1', '--listen=unix:///run/x', '--analytics-default-enabled'], 'unix:///run/x'],
    [['--stdio'], undefined],
  ] as const) {
    it(`that is called with ${args.join(' ')} listens at ${listensAt ?? 'no address'}`, () => {
      const codex: Seen = { parentPid: 1, args: ['codex', 'app-server', ...args], terminal: undefined };
      assert.equal(above({ 30: shell, 20: codex })?.listensAt, listensAt);
    });
  }

  it('is the nearest', () => {
    const outer: Seen = { parentPid: 1, args: ['codex', 'app-server'], terminal: undefined };
    const inner: Seen = { parentPid: 10, args: ['codex', 'exec', 'x'], terminal: undefined };
    assert.equal(above({ 30: shell, 20: inner, 10: outer })?.kind, 'exec');
  });

  it('is not a shell that only names one', () => {
    const editor: Seen = { parentPid: 1, args: ['vim', '-R', 'codex'], terminal: undefined };
    assert.equal(above({ 30: shell, 20: editor }), undefined);
  });

  it('is looked for no further than to a process that has gone', () => assert.equal(above({ 30: shell }), undefined));

  it('ends where processes are said to go round', () =>
    assert.equal(above({ 30: shell, 20: { ...shell, parentPid: 30 } }), undefined));

  it('is told by the system: this very process, and its parent', function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const seen = lookAtProcess(process.pid);
    assert.equal(seen?.parentPid, process.ppid);
    assert.ok(seen.args.some((arg) => arg.includes('node') || arg.includes('mocha')));
  });
});
