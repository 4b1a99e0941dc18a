import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';

import { PRESETS, presetText } from '../../../src/guard/policy/policyPresets.ts';
import { cliFixture } from './runCli.ts';
import { atTerminal } from './stdin.ts';

describe('codex-guardrails policy init', () => {
  const { run, policy, folder } = cliFixture();
  const written = () => readFileSync(folder('data', 'policy.json'), 'utf8');
  const copies = () => readdirSync(folder('data')).filter((name) => name.endsWith('.bak'));

  for (const preset of PRESETS) {
    it(`writes ${preset}, which is valid and for its owner alone`, async () => {
      assert.equal((await run('policy', 'init', preset)).code, 0);
      assert.equal(written(), presetText(preset));
      assert.equal((await run('policy', 'validate')).code, 0);
      assert.deepEqual(copies(), []);
      if (process.platform !== 'win32') {
        assert.equal(statSync(folder('data', 'policy.json')).mode & 0o777, 0o600);
      }
    });
  }

  it('replaces a policy after a yes, and keeps a copy', async () => {
    policy('{ "version": 1 } // mine');
    const { code, out } = await atTerminal('y\n', () => run('policy', 'init', 'careful'));
    const [copy = ''] = copies();
    assert.equal(code, 0);
    assert.match(out, new RegExp(`kept as .*${copy}`));
    assert.deepEqual(
      [readFileSync(folder('data', copy), 'utf8'), written()],
      ['{ "version": 1 } // mine', presetText('careful')],
    );
  });

  for (const [says, replace] of [
    ['after a no', () => atTerminal('n\n', () => run('policy', 'init', 'careful'))],
    ['where there is nobody to ask', () => run('policy', 'init', 'careful')],
  ] as const) {
    it(`leaves a policy as it is ${says}`, async () => {
      policy('{ "version": 1 } // mine');
      assert.equal((await replace()).code, 5);
      assert.deepEqual([written(), copies()], ['{ "version": 1 } // mine', []]);
    });
  }

  it('knows no others', async () => {
    const { code, err } = await run('policy', 'init', 'reckless');
    assert.equal(code, 2);
    assert.match(err, /expected careful, balanced, audit-only/);
  });

  it('names them where none is named', async () => {
    const { code, err } = await run('policy', 'init');
    assert.equal(code, 2);
    assert.match(err, /careful\|balanced\|audit-only/);
  });
});
