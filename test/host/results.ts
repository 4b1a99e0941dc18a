import fs from 'node:fs';
import path from 'node:path';

/** Variables by which the runner speaks to the suite inside the extension host. */
export const RESULTS_VARIABLE = 'CODEX_GUARDRAILS_TEST_RESULTS';
export const GREP_VARIABLE = 'CODEX_GUARDRAILS_TEST_GREP';

/** What the suite came to: VS Code's exit code alone does not tell "all passed" from "none ran". */
export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly title: string;
  readonly error: string;
}

/** The folder through which the results leave the extension host. */
export class ResultsFolder {
  readonly #specFile: string;
  readonly #reportFile: string;

  constructor(folder: string) {
    fs.mkdirSync(folder, { recursive: true });
    this.#specFile = path.join(folder, 'spec.txt');
    this.#reportFile = path.join(folder, 'report.json');
  }

  /** Written line by line, so that it shows how far a run came that never ended. */
  addSpecLine(line: string): void {
    fs.appendFileSync(this.#specFile, `${line}\n`);
  }

  readSpec(): string {
    return fs.existsSync(this.#specFile) ? fs.readFileSync(this.#specFile, 'utf8') : '';
  }

  writeReport(report: Report): void {
    fs.writeFileSync(this.#reportFile, JSON.stringify(report));
  }

  /** Undefined where the suite did not come to its end. */
  readReport(): Report | undefined {
    return fs.existsSync(this.#reportFile)
      ? (JSON.parse(fs.readFileSync(this.#reportFile, 'utf8')) as Report)
      : undefined;
  }
}
