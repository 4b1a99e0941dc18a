import type { Policy, PolicyFile } from '../../core/policy/policy.ts';
import type { FileIssue } from '../json/checkedJson.ts';
import type { ParsedPolicy, PolicySource } from './parsePolicy.ts';
import type { PolicyStore } from '../ports.ts';

/** A policy file that cannot be used as it is. */
export interface PolicyProblem extends FileIssue {
  /** True: its last good content stays in force. False: it never was good, so that every run is asked about. */
  readonly isLastGoodInForce: boolean;
}

/** The rules that hold now, and what is wrong with the files they come from. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly problems: readonly PolicyProblem[];
  readonly unreadablePolicyFiles: readonly string[];
}

/** Makes rules of policy files. */
export interface PolicyReading {
  /** As `parsePolicy` does. */
  readonly parse: (text: string, source: PolicySource) => Promise<ParsedPolicy>;
  /** As `mergePolicies` does. */
  readonly merge: (files: readonly PolicyFile[]) => Promise<Policy>;
}

/** Each is loaded when it is needed: who keeps what was read before seldom does. */
export const READ_NOW: PolicyReading = {
  parse: async (text, source) => (await import('./parsePolicy.ts')).parsePolicy(text, source),
  merge: async (files) => (await import('../../core/policy/mergePolicies.ts')).mergePolicies(files),
};

/** Reads and merges all policy files. What is good is remembered; what is not gives way to its last good content. */
export async function loadPolicy(
  store: PolicyStore,
  sources: readonly PolicySource[],
  nowMs: number,
  reading: PolicyReading = READ_NOW,
): Promise<PolicyInForce> {
  const files: PolicyFile[] = [];
  const problems: PolicyProblem[] = [];
  for (const source of sources) {
    const { file, problem } = await loadFile(store, source, nowMs, reading);
    if (file !== undefined) {
      files.push(file);
    }
    if (problem !== undefined) {
      problems.push(problem);
    }
  }
  return {
    policy: await reading.merge(files),
    problems,
    unreadablePolicyFiles: problems.filter(({ isLastGoodInForce }) => !isLastGoodInForce).map(({ file }) => file),
  };
}

interface LoadedFile {
  readonly file?: PolicyFile;
  readonly problem?: PolicyProblem;
}

async function loadFile(
  store: PolicyStore,
  source: PolicySource,
  nowMs: number,
  { parse }: PolicyReading,
): Promise<LoadedFile> {
  const content = await store.readPolicyText(source.file);
  switch (content.kind) {
    case 'absent':
      await store.forgetPolicyText(source.file);
      return {};
    case 'unreadable':
      return lastGood(store, source, { file: source.file, line: 1, text: content.reason }, parse);
    case 'text': {
      const parsed = await parse(content.text, source);
      if (parsed.kind === 'invalid') {
        return lastGood(store, source, parsed.issue, parse);
      }
      await store.rememberPolicyText(source.file, content.text, nowMs);
      return { file: parsed.policy };
    }
  }
}

async function lastGood(
  store: PolicyStore,
  source: PolicySource,
  issue: FileIssue,
  parse: PolicyReading['parse'],
): Promise<LoadedFile> {
  const text = await store.lastGoodPolicyText(source.file);
  const parsed = text === undefined ? undefined : await parse(text, source);
  return parsed?.kind === 'valid'
    ? { file: parsed.policy, problem: { ...issue, isLastGoodInForce: true } }
    : { problem: { ...issue, isLastGoodInForce: false } };
}
