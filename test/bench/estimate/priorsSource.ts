import type { Priors } from '../../../src/core/estimate/priorShape.ts';
import { TAILS } from '../../../src/core/estimate/quantiles.ts';

/** The constants as a file of the project, to be formatted. */
export function priorsSource({ runs, users, intercept, features, errorVariance, tails }: Priors): string {
  const featureLines = Array.from(features, ([name, { mean, deviation, weight }]) => {
    return `['${name}', { mean: ${rounded(mean)}, deviation: ${rounded(deviation)}, weight: ${rounded(weight)} }],`;
  });
  const tailLines = tails.map((row) => {
    const values = TAILS.map((tail) => `${tail}: ${rounded(row.tails[tail])}`);
    return `{ fromRuns: ${row.fromRuns}, tails: { ${values.join(', ')} } },`;
  });
  return `import type { Priors } from './priorShape.ts';

/**
 * What ${runs.toLocaleString('en-US')} real Codex runs of ${users} other people tell. Made by
 * \`npm run bench -- estimate --runs FILE --fit\` (\`test/bench/estimate/fitPriors.ts\`); how good they are for people that
 * they were not fitted to stands in \`media/docs/accuracy.md\`.
 */
export const PRIORS: Priors = {
  runs: ${runs},
  users: ${users},
  intercept: ${rounded(intercept)},
  features: new Map([
    ${featureLines.join('\n    ')}
  ]),
  errorVariance: ${rounded(errorVariance)},
  tails: [
    ${tailLines.join('\n    ')}
  ],
};
`;
}

const DECIMALS = 4;

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
