import Mocha from 'mocha';

const { EVENT_TEST_RETRY, EVENT_RUN_END } = Mocha.Runner.constants;

/**
 * Mocha's `spec` reporter, which also tells of each test that failed and was tried again, with why: real programs on a
 * busy machine may fail once, and that is never passed over in silence.
 */
class SecondTries extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const tries: string[] = [];
    runner.on(EVENT_TEST_RETRY, (test: Mocha.Test, error: Error) => {
      tries.push(`  tried again: ${test.fullTitle()}\n    ${error.stack ?? error.message}`);
    });
    runner.once(EVENT_RUN_END, () => {
      if (tries.length > 0) {
        console.log(`${tries.join('\n')}\n`);
      }
    });
  }
}

export { SecondTries as 'module.exports' };
