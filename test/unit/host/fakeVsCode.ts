import { registerHooks } from 'node:module';

import { Emitter } from '../../../src/base/emitter.ts';
import { inEnglish } from '../../../src/base/translate.ts';

/** What was said in a window: its words, and what could be answered. */
export interface Said {
  readonly text: string;
  readonly answers: readonly string[];
}

/** VS Code's API for files that import it, as far as their tests need it. Each test sets what it is about. */
export class FakeVsCode {
  readonly said: Said[] = [];
  readonly executed: string[] = [];
  /** The label that a person would choose of what is said. */
  answer: string | undefined;
  /** What the settings do when they are to be written. */
  updateSettings: () => Promise<void> = () => Promise.resolve();
  readonly #onDidGrantTrust = new Emitter<void>((error) => {
    throw error;
  });
  readonly workspace = {
    isTrusted: true,
    onDidGrantWorkspaceTrust: this.#onDidGrantTrust.event,
    onDidChangeWorkspaceFolders: () => ({ dispose: () => undefined }),
    workspaceFolders: [{ uri: { fsPath: '/work' } }],
    getConfiguration: () => ({
      get: <T>(_name: string, byDefault: T): T => byDefault,
      inspect: () => undefined,
      update: () => this.updateSettings(),
    }),
  };
  readonly window = {
    state: { focused: true },
    showErrorMessage: (text: string, ...answers: readonly Answer[]) => this.#show(text, answers),
    showWarningMessage: (text: string, ...answers: readonly Answer[]) => this.#show(text, answers),
    showInformationMessage: (text: string, ...answers: readonly Answer[]) => this.#show(text, answers),
    showInputBox: () => Promise.reject(new Error('nothing is to be written yet')),
  };
  readonly commands = {
    executeCommand: (command: string) => {
      this.executed.push(command);
      return Promise.resolve();
    },
  };
  readonly l10n = { t: inEnglish };
  readonly env = { language: 'en' };
  readonly extensions = { getExtension: () => undefined };
  readonly ConfigurationTarget = { Global: 1 };

  /** The person trusts the workspace. */
  trust(): void {
    this.workspace.isTrusted = true;
    this.#onDidGrantTrust.fire();
  }

  #show(text: string, answers: readonly Answer[]): Promise<Answer | undefined> {
    const label = (answer: Answer): string => (typeof answer === 'string' ? answer : answer.title);
    this.said.push({ text, answers: answers.map(label) });
    return Promise.resolve(answers.find((answer) => label(answer) === this.answer));
  }
}

type Answer = string | { readonly title: string };

const HOLDER = Symbol.for('codex-guardrails.fakeVsCode');
const URL = 'fake:vscode';
const NAMES = Object.keys(new FakeVsCode()).filter((name) => !['said', 'executed', 'answer'].includes(name));
/** Each name leads to the fake of now: a module is loaded once, and each test has a window of its own. */
const SOURCE = NAMES.map(
  (name) =>
    `export const ${name} = new Proxy({}, { get: (_, key) => globalThis[Symbol.for('codex-guardrails.fakeVsCode')].${name}[key] });`,
).join('\n');

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: URL, format: 'module', shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    url === URL ? { format: 'module', source: SOURCE, shortCircuit: true } : next(url, context),
});

/** A fresh window. What is imported after this module, with `import()`, finds it as `vscode`. */
export function openFakeWindow(): FakeVsCode {
  const fake = new FakeVsCode();
  Object.assign(globalThis, { [HOLDER]: fake });
  return fake;
}
