import { type Prediction, type Scores, scoresOf } from '../../../src/core/estimate/backtest.ts';
import { duringFigures, scoresByUser, warningFigures } from './figures.ts';

/** What is said of the estimate's accuracy, in Markdown; every figure is of `predictions`, made for held-out users. */
export function accuracyPage(predictions: readonly Prediction[]): string {
  const all = scoresOf(predictions);
  return `# How good the estimate is

Made by \`npm run bench -- estimate --runs FILE --docs\`; no figure here is typed by hand.

Measured on ${count(all.rows)} real Codex runs of ${all.users} people, who are dealt out to five groups: what is said of
a person rests on the runs of other groups, and on the person's own runs before. Each run is estimated before it is
learnt from, in order of time, as it would have been on that person's machine. Two people have half of all runs; so
everything is told by run and by person.

## Before a run

| | by run | by person | |
| --- | --: | --: | --- |
${scoreLines(all, scoresByUser(predictions)).join('\n')}

Half of all estimates are off by less than ${percent(all.medianAbsRelError)} of what the run took. The loss is the pinball
loss on the logarithm: an estimate that is always off by a factor of two in the middle has ${(Math.LN2 / 2).toFixed(2)}.
The same task, done again by the same agent, varies by so much that about 0.2 is the floor.

## The more runs, the better

| runs before | runs | loss of the middle | inside the 80 % range | inside the 90 % range |
| --- | --: | --: | --: | --: |
${curveLines(predictions).join('\n')}

A first run is estimated from other people's runs alone; its range is wider for that.

## In the run

After each response the range is narrowed to what is still possible. Only runs count that went on after it.

| responses | runs | loss of the middle as estimated before | as told then | better by | inside the 80 % range |
| --- | --: | --: | --: | --: | --: |
${duringLines(predictions).join('\n')}

“Likely to reach the cap” is said once, when it becomes more likely than not by a margin:

| cap at | runs that pass it | warned of before | warnings in vain | of the cap spent when warned, median |
| --- | --: | --: | --: | --: |
${warningLines(predictions).join('\n')}

## What it does not know

The table has no prompts, tiers or plans, and no times of day; models of later than August 2026 are taken for the latest
before. What subagents and reviews take counts into the run on your machine, but hardly occurs in the table.
`;
}

function scoreLines(byRun: Scores, byPerson: Scores): string[] {
  const line = (name: string, key: keyof Scores, text: (value: number) => string, wanted: string): string =>
    `| ${name} | ${text(byRun[key])} | ${text(byPerson[key])} | ${wanted} |`;
  return [
    line('inside the 80 % range', 'coverage80', percent, '80 % would be exact'),
    line('inside the 90 % range', 'coverage90', percent, '90 % would be exact'),
    line('loss of the middle (P50)', 'pinballP50', loss, 'less is better'),
    line('loss of the upper end (P90)', 'pinballP90', loss, 'less is better'),
  ];
}

const FROM_RUNS = [0, 1, 5, 10, 30, 100];

function curveLines(predictions: readonly Prediction[]): string[] {
  return FROM_RUNS.map((from, index) => {
    const until = FROM_RUNS[index + 1] ?? Number.POSITIVE_INFINITY;
    const scores = scoresOf(predictions.filter(({ runsBefore }) => runsBefore >= from && runsBefore < until));
    const name = until === Number.POSITIVE_INFINITY ? `${from} or more` : rangeText(from, until - 1);
    return `| ${name} | ${count(scores.rows)} | ${loss(scores.pinballP50)} | ${percent(scores.coverage80)} | ${percent(scores.coverage90)} |`;
  });
}

function rangeText(from: number, to: number): string {
  return from === to ? String(from) : `${from}–${to}`;
}

function duringLines(predictions: readonly Prediction[]): string[] {
  return [1, 3, 5, 10].map((responses) => {
    const { runs, pinballBefore, pinballDuring, coverage80 } = duringFigures(predictions, responses);
    const better = percent(1 - pinballDuring / pinballBefore);
    return `| ${responses} | ${count(runs)} | ${loss(pinballBefore)} | ${loss(pinballDuring)} | ${better} | ${percent(coverage80)} |`;
  });
}

function warningLines(predictions: readonly Prediction[]): string[] {
  return (['p50', 'p90', 'p95'] as const).map((cap) => {
    const { passing, caught, falseAlarms, medianShare } = warningFigures(predictions, cap);
    return `| ${cap.toUpperCase()} | ${count(passing)} | ${percent(caught)} | ${percent(falseAlarms)} | ${percent(medianShare)} |`;
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function loss(value: number): string {
  return value.toFixed(3);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
