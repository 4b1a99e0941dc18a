import { defineConfig } from 'rolldown';

import { bundle } from './bundle.ts';

/**
 * `npm run build:node`: bundles the command line, the program of hooks, and the threads that read rollouts.
 *
 * Of each program the first part is what every call loads. What a hook's silent answer does without lies in one file, `hook.onDemand`, and so does of the command line what a
 * report does without: whatever has to wait for a person has loaded that as a whole before, and goes on when an update
 * has taken its files away meanwhile.
 */
export default defineConfig([
  bundle('cliMain', 'src/cli/main.ts', [
    ['program', /src\/cli\/main\.ts$/],
    ['report', /src\/cli\/(context|commands\/report)\.ts$/],
    [
      'onDemand',
      /src\/(cli\/(commands\/|hook\/|askForWallet|readCard)|guard\/(hooks\/holdRequest|policy\/parsePolicy)|codex\/appServer\/interruptTurn)/,
    ],
  ]),
  bundle('hook', 'src/cli/hookMain.ts', [
    ['answer', /src\/cli\/hookMain\.ts$/],
    [
      'onDemand',
      /src\/(cli\/(readCard|hook\/(endTurn|hookWords))|guard\/(hooks\/holdRequest|policy\/parsePolicy)|codex\/appServer\/interruptTurn|ledger\/openDatabase)\.ts$/,
    ],
  ]),
  bundle('ingestWorker', 'src/ingest/ingestWorker.ts'),
  bundle('ingestThread', 'src/ingest/ingestThread.ts'),
  bundle('appServerWorker', 'src/codex/appServerWorker.ts'),
]);
