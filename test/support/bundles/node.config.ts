import { defineConfig } from 'rolldown';

import { bundle } from './bundle.ts';

/**
 * `npm run build:node`: bundles the command line, the program of hooks, and the threads that read rollouts.
 *
 * Of each program the first part is what every call loads:
 *
 * - of a hook, what lets a request pass; `prompt` decides on a prompt, and holds a request;
 * - of the command line, what tells its commands apart; `report` is what reading and a report take, and `prices` what
 *   these take where none have been kept;
 * - of the worker, what reads rollouts and answers what a window shows at a glance.
 *
 * What few calls need lies in one file, `onDemand`: whatever has to wait for a person has loaded its other parts as a
 * whole before, and goes on when an update has taken its files away meanwhile.
 */
export default defineConfig([
  bundle('cliMain', 'src/cli/main.ts', [
    ['program', /src\/cli\/main\.ts$/],
    ['report', /src\/(cli\/(context|keepReading|commands\/(ingest|report))|core\/policy\/mergePolicies)\.ts$/],
    ['prices', /src\/cli\/readCard\.ts$/],
    [
      'onDemand',
      /src\/(cli\/(commands\/|hook\/|askForWallet)|guard\/(hooks\/|policy\/parsePolicy|prices\/ownRateCard)|codex\/appServer\/interruptTurn)/,
    ],
  ]),
  bundle('hook', 'src/cli/hookMain.ts', [
    ['answer', /src\/cli\/hookMain\.ts$/],
    [
      'prompt',
      /src\/(cli\/hook\/(replyToPrompt|recordResponse)|guard\/hooks\/(beginUnseen|holdRequest)|ledger\/guardLedger)\.ts$/,
    ],
    [
      'onDemand',
      /src\/(cli\/(readCard|keepReading|hook\/(endTurn|hookWords))|guard\/(policy\/parsePolicy|prices\/ownRateCard)|core\/policy\/mergePolicies|codex\/appServer\/interruptTurn|ledger\/openDatabase)\.ts$/,
    ],
  ]),
  bundle('ingestWorker', 'src/ingest/ingestWorker.ts', [
    ['reading', /src\/ingest\/ingestWorker\.ts$/],
    ['onDemand', /src\/(ingest\/readTitles|ledger\/(ledger|openDatabase))\.ts$/],
  ]),
  bundle('ingestThread', 'src/ingest/ingestThread.ts'),
  bundle('appServerWorker', 'src/codex/appServerWorker.ts'),
]);
