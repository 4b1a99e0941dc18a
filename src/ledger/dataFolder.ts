import { homedir } from 'node:os';
import path from 'node:path';

import { HOOK_GATES } from './runs/hookGates.ts';

/** Where everything of ours lives on this machine. */
export interface DataFolder {
  readonly root: string;
  readonly ledgerFile: string;
  readonly userPolicyFile: string;
  /** What Codex's hooks start. */
  readonly binFolder: string;
  /** What was in the homes before our hooks. */
  readonly hooksFolder: string;
  /** A line for each hook that nothing answered. */
  readonly hookFailuresFile: string;
  /** The person's own prices. */
  readonly rateCardFile: string;
  readonly managedPolicyFile: string;
  /** Where requests of runs wait. */
  readonly gatesFolder: string;
  /** Where the hooks' launcher leaves what responses used. */
  readonly spoolFolder: string;
  /** Where it finds which requests it may let pass by itself. */
  readonly hookGatesFolder: string;
}

/** `CODEX_GUARDRAILS_HOME`, by default `~/.codex-guardrails`. Nothing is made on disk. */
export function dataFolder(env: NodeJS.ProcessEnv): DataFolder {
  const named = env['CODEX_GUARDRAILS_HOME'];
  const root = path.resolve(named === undefined || named === '' ? path.join(homedir(), '.codex-guardrails') : named);
  return {
    root,
    ledgerFile: path.join(root, 'ledger.sqlite'),
    userPolicyFile: path.join(root, 'policy.json'),
    binFolder: path.join(root, 'bin'),
    hooksFolder: path.join(root, 'hooks'),
    hookFailuresFile: path.join(root, 'spool', 'failures'),
    rateCardFile: path.join(root, 'rate-card.json'),
    managedPolicyFile: managedPolicyFile(env),
    gatesFolder: path.join(root, 'gates'),
    spoolFolder: path.join(root, 'spool'),
    hookGatesFolder: path.join(root, HOOK_GATES),
  };
}

/** The file that an administrator owns, by platform. */
function managedPolicyFile(env: NodeJS.ProcessEnv): string {
  return process.platform === 'win32'
    ? path.join(env['ProgramData'] ?? 'C:\\ProgramData', 'codex-guardrails', 'policy.json')
    : '/etc/codex-guardrails/policy.json';
}
