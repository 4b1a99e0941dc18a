import type { Translate } from '../../base/translate.ts';

/** First policies to begin with, from the strictest. */
export const PRESETS = ['careful', 'balanced', 'audit-only'] as const;
export type PresetId = (typeof PRESETS)[number];

/** A preset in words. */
interface PresetWords {
  readonly name: string;
  readonly says: string;
}

/** What a preset is called and what it does. */
export function presetWords(preset: PresetId, t: Translate): PresetWords {
  switch (preset) {
    case 'careful':
      return {
        name: t('Careful'),
        says: t('100 credits a day and 300 a week, then runs are refused. A run asks above 10, and is held at 20.'),
      };
    case 'balanced':
      return {
        name: t('Balanced'),
        says: t('250 credits a day, then it asks; 1,000 a week, then runs are refused. A run is held at 60.'),
      };
    case 'audit-only':
      return {
        name: t('Audit only'),
        says: t('Nothing is refused and nothing is asked; every decision is recorded with what it would rest on.'),
      };
  }
}

/** The policy file of a preset: valid, and with comments that say how to change it. */
export function presetText(preset: PresetId): string {
  return TEXTS[preset];
}

const TEXTS: Readonly<Record<PresetId, string>> = {
  careful: `{
  // Careful: little is spent before somebody looks. Change the figures to what you want to spend.
  "version": 1,
  "budgets": [
    // "hard": when nothing is left, new runs are refused, and those under way are held.
    { "id": "daily", "period": "day", "limitCredits": 100, "mode": "hard", "scope": { "kind": "account" } },
    { "id": "weekly", "period": "week", "limitCredits": 300, "mode": "hard", "scope": { "kind": "account" } }
  ],
  // A run that may cost more than 10 credits asks before it starts; at 20 it is held and asks again.
  "run": { "confirmAboveCredits": 10, "capCredits": 20, "onCap": "pause" },
  // Purchased credits are never drawn without a yes.
  "paidCredits": "ask",
  // What cannot be priced cannot be counted: it asks. So does what cannot be read.
  "unknown": { "price": "confirm", "balance": "confirm" }
}
`,
  balanced: `{
  // Balanced: usual work goes on by itself, and what is unusual asks. Change the figures to what you want to spend.
  "version": 1,
  "budgets": [
    // "soft": when nothing is left, new runs ask.
    { "id": "daily", "period": "day", "limitCredits": 250, "mode": "soft", "scope": { "kind": "account" } },
    // "hard": when nothing is left, new runs are refused, and those under way are held.
    { "id": "weekly", "period": "week", "limitCredits": 1000, "mode": "hard", "scope": { "kind": "account" } }
  ],
  // A run that may cost more than 30 credits asks before it starts; at 60 it is held and asks again.
  "run": { "confirmAboveCredits": 30, "capCredits": 60, "onCap": "pause" },
  // Purchased credits are never drawn without a yes.
  "paidCredits": "ask",
  "unknown": { "price": "confirm", "balance": "warn" }
}
`,
  'audit-only': `{
  // Audit only: nothing is refused and nothing is asked; decisions are recorded, see "codex-guardrails audit".
  "version": 1,
  // Budgets can be added here; a "soft" one asks when nothing of it is left, a "hard" one refuses.
  "budgets": [],
  "paidCredits": "allow",
  // "warn" says it and lets the run start.
  "unknown": { "price": "warn", "balance": "warn" }
}
`,
};
