'use strict';

/**
 * What VS Code's server uses of @vscode/native-watchdog, in plain JavaScript, because the real one has to be compiled:
 * the extension host leaves when the server that started it is gone.
 */

const CHECK_EVERY_MS = 1000;
const EXIT_PARENT_GONE = 87;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

exports.start = (pid) => {
  const timer = setInterval(() => {
    if (!isAlive(pid)) {
      process.exit(EXIT_PARENT_GONE);
    }
  }, CHECK_EVERY_MS);
  timer.unref();
};

exports.exit = (code = 0) => process.exit(code);
