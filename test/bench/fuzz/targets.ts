import type { FuzzTarget } from './fuzz.ts';
import { appServerAnswerTarget, appServerMessageTarget } from './targets/appServer.ts';
import { hookInputTarget, hooksFileTarget, toldResponseTarget } from './targets/hooks.ts';
import { framesTarget, hostMessageTarget, pageMessageTarget } from './targets/pages.ts';
import { policyTarget } from './targets/policies.ts';
import { ownRateCardTarget, shippedRateCardTarget } from './targets/rateCards.ts';
import { limitsTarget, rolloutLineTarget, rolloutTarget } from './targets/rollouts.ts';

/** A parser, and how much of the inputs it gets: what reads more of what others write gets more, what is slow less. */
export interface WeightedTarget {
  readonly target: FuzzTarget;
  readonly weight: number;
}

/** Every parser of ours that reads what others have written, but the launcher's: that one is a shell's. */
export function fuzzTargets(): readonly WeightedTarget[] {
  return [
    { target: rolloutLineTarget(), weight: 30 },
    { target: rolloutTarget(), weight: 2 },
    { target: limitsTarget(), weight: 10 },
    { target: hookInputTarget(), weight: 10 },
    { target: toldResponseTarget(), weight: 5 },
    { target: hooksFileTarget(), weight: 4 },
    { target: appServerMessageTarget(), weight: 10 },
    { target: appServerAnswerTarget(), weight: 10 },
    { target: policyTarget(), weight: 8 },
    { target: ownRateCardTarget(), weight: 5 },
    { target: shippedRateCardTarget(), weight: 3 },
    { target: pageMessageTarget(), weight: 8 },
    { target: hostMessageTarget(), weight: 3 },
    { target: framesTarget(), weight: 3 },
  ];
}
