import type * as z from 'zod/mini';

import { interpreted } from '../../../../src/base/interpreted.ts';
import { accountAnswer, modelsAnswer, rateLimitsAnswer } from '../../../../src/codex/appServer/accountAnswers.ts';
import { parseApproval } from '../../../../src/codex/appServer/approvals.ts';
import { parseNotification } from '../../../../src/codex/appServer/notifications.ts';
import {
  hooksAnswer,
  projectsAnswer,
  threadAnswer,
  threadModelAnswer,
  turnAnswer,
} from '../../../../src/codex/appServer/threadAnswers.ts';
import { parsedJson } from '../../../../src/codex/rollouts/jsonFields.ts';
import { type LimitBucket, factsOf, windowsOf } from '../../../../src/codex/account/limitBucket.ts';
import { APP_SERVER_ANSWERS, APP_SERVER_MESSAGES } from '../appServerMessages.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { lawfulData, lawfulUsage, mustHold } from '../laws.ts';
import { lawfulWallet } from '../walletLaws.ts';

/** What an app-server tells and asks by itself. */
export function appServerMessageTarget(): FuzzTarget {
  return {
    name: 'app-server message',
    corpus: APP_SERVER_MESSAGES.map((message) => JSON.stringify(message)),
    read: (input) => {
      const json = parsedJson(input);
      const told = parseNotification(json);
      const asked = parseApproval(json);
      lawfulData(told);
      lawfulData(asked);
      if (told?.kind === 'tokenUsage') {
        lawfulUsage(told.total);
        lawfulUsage(told.last);
      }
      if (told?.kind === 'rateLimits') {
        lawfulBucket(told.rateLimits);
      }
      return (told !== undefined && told.kind !== 'unreadable') || asked !== undefined;
    },
  };
}

/** What an app-server answers: each text is held against all that may be asked. */
export function appServerAnswerTarget(): FuzzTarget {
  const others: readonly z.ZodMiniType[] = [
    accountAnswer,
    modelsAnswer,
    threadAnswer,
    turnAnswer,
    hooksAnswer,
    threadModelAnswer,
  ];
  return {
    name: 'app-server answer',
    corpus: APP_SERVER_ANSWERS.map((answer) => JSON.stringify(answer)),
    read: (input) => {
      const json = parsedJson(input);
      const accepted = others.filter((answer) => {
        const read = interpreted(answer, json);
        lawfulData(read.success ? read.data : undefined);
        return read.success;
      });
      // What it says of approvals is Codex's own, and passed on as it is.
      const projects = interpreted(projectsAnswer, json);
      lawfulData(projects.success ? projects.data.projects : undefined);
      const limits = interpreted(rateLimitsAnswer, json);
      if (limits.success) {
        const { rateLimits, rateLimitsByLimitId, rateLimitResetCredits } = limits.data;
        [rateLimits, ...Object.values(rateLimitsByLimitId ?? {})].forEach(lawfulBucket);
        mustHold(Number.isSafeInteger(rateLimitResetCredits?.availableCount ?? 0), 'no count of resets');
      }
      return limits.success || projects.success || accepted.length > 0;
    },
  };
}

function lawfulBucket(bucket: LimitBucket): void {
  lawfulWallet({ ...factsOf(bucket), windows: windowsOf(bucket) });
}
