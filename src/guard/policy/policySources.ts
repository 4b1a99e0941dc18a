import type { PolicySource } from './parsePolicy.ts';

export const WORKSPACE_POLICY_NAME = '.codex-guardrails.json';

/** Where the policy files of this machine and of a workspace are looked for, outermost first. */
export function policySources(places: {
  readonly managedPolicyFile: string;
  readonly userPolicyFile: string;
  readonly homeFolder: string;
  readonly workspace: string | undefined;
}): PolicySource[] {
  const { managedPolicyFile, userPolicyFile, homeFolder, workspace } = places;
  const machine: PolicySource[] = [
    { file: managedPolicyFile, level: 'managed', homeFolder, workspace: undefined },
    { file: userPolicyFile, level: 'user', homeFolder, workspace: undefined },
  ];
  return workspace === undefined
    ? machine
    : [...machine, { file: `${workspace}/${WORKSPACE_POLICY_NAME}`, level: 'workspace', homeFolder, workspace }];
}
