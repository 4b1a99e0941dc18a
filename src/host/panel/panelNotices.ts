import { inWords } from '../../base/phrase.ts';
import { hooksAtWork } from '../../core/hooks/hookStatus.ts';
import { failureText, failureTitle, hooksStep, hooksTitle } from '../../core/hooks/hookText.ts';
import { sentences } from '../../core/joinTexts.ts';
import { lastSnapshot } from '../../core/wallet/wallet.ts';
import type { ActionView, NoticeView } from '../../panel/noticeProtocol.ts';
import { leftHoldText } from '../runs/leftHoldView.ts';
import { shortPath } from '../shortPath.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { ViewTools } from '../viewTools.ts';
import { nextRunSentence, walletSentence } from '../wallet/walletSentence.ts';

/** What a person should know now, the gravest first, each with the step that mends it. */
export function notices(state: GuardState, { t, format, homeFolder }: ViewTools): NoticeView[] {
  const all: NoticeView[] = [];
  const sentence = walletSentence(state.wallet, t);
  if (state.openQuestions > 0) {
    all.push({
      id: 'question',
      severity: 'warning',
      title: t('Codex asks you.'),
      text: t('The run waits for your answer, and spends nothing meanwhile.'),
      actions: [button(t('Answer'), { kind: 'answer' })],
    });
  }
  const left = state.usage?.leftHolds ?? [];
  if (left.length > 0) {
    all.push({
      id: 'leftHolds',
      severity: 'warning',
      title: t('A held run can be continued.'),
      text: sentences(...left.map((hold) => leftHoldText(hold, t, format))),
      actions: [button(t('Continue…'), { kind: 'continueRun' })],
    });
  }
  if (state.trouble !== undefined) {
    all.push({
      id: 'ledger',
      severity: 'error',
      title: t('The ledger cannot be read or written.'),
      text: inWords(state.trouble, t),
      actions: [button(t('Show log'), { kind: 'showLog' })],
    });
  }
  if (sentence !== undefined && state.wallet.kind !== 'apiKey') {
    all.push({
      id: 'wallet',
      severity: 'warning',
      title:
        lastSnapshot(state.wallet) === undefined
          ? t('The balance is not known.')
          : t('The balance may be out of date.'),
      text: sentences(sentence, nextRunSentence(state.wallet, t, state.nowMs)),
      actions: walletActions(state, t),
    });
  }
  for (const { file, line, text, isLastGoodInForce } of state.usage?.inForce.problems ?? []) {
    all.push({
      id: `policy:${file}`,
      severity: 'warning',
      title: isLastGoodInForce ? t('The last good policy stays in force.') : t('Every run is asked about.'),
      text: t('{0}, line {1}: {2}.', baseName(file), line, inWords(text, t)),
      actions: [button(t('Open policy'), { kind: 'openPolicy' })],
    });
  }
  if (state.hookFailure !== undefined) {
    all.push({
      id: 'hookFailure',
      severity: 'warning',
      title: failureTitle(t),
      text: failureText(state.hookFailure, t, format, state.nowMs),
      actions: [button(t('Guard all runs…'), { kind: 'guardAllRuns' })],
    });
  }
  const hooks = hooksTitle(state.hooks, t);
  if (hooks !== undefined && hooksAtWork(state.hooks) !== 'all') {
    all.push({
      id: 'hooks',
      severity: 'warning',
      title: hooks,
      text: hooksStep(state.hooks, t),
      actions: [button(t('Guard all runs…'), { kind: 'guardAllRuns' })],
    });
  }
  if (state.setAsideFile !== undefined) {
    all.push({
      id: 'setAside',
      severity: 'info',
      title:
        state.reading === undefined
          ? t('The ledger was damaged and has been built again.')
          : t('The ledger was damaged and is being built again.'),
      text: t(
        'The damaged file was kept as {0}. Decisions in it are not in the new ledger.',
        shortPath(state.setAsideFile, homeFolder),
      ),
      actions: [],
    });
  }
  return all;
}

function walletActions({ wallet }: GuardState, t: ViewTools['t']): ActionView[] {
  switch (wallet.kind) {
    case 'noCodex':
      return [button(t('Choose Codex…'), { kind: 'chooseCodex' })];
    case 'signedOut':
      return [button(t('Sign in with Codex'), { kind: 'signIn' })];
    default:
      return [button(t('Try now'), { kind: 'refresh' }), button(t('Show log'), { kind: 'showLog' }, false)];
  }
}

function button(label: string, message: ActionView['message'], isPrimary = true): ActionView {
  return { label, isPrimary, message };
}

function baseName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}
