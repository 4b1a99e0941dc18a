import type { Translate } from '../base/translate.ts';
import { estimateText } from '../core/estimateText.ts';
import type { Finding } from '../core/finding.ts';
import { findingText } from '../core/findingText.ts';
import type { Format } from '../core/format.ts';
import type { Preflight } from './preflight.ts';

const NAME = 'Codex Guardrails';

/** Why a prompt is not let pass, for the person who reads it in Codex. */
export function refusedText(preflight: Preflight, t: Translate, format: Format, nowMs: number): string {
  const { effect, findings } = preflight.decision;
  const reasons = wordsOf(
    findings.filter((finding) => finding.effect === effect),
    t,
    format,
    nowMs,
  );
  return effect === 'deny'
    ? `${NAME}: ${t('not started.')} ${reasons}`
    : `${NAME}: ${t('not started, since nobody answered.')} ${estimateText(preflight.estimate, t, format)} ${reasons}`;
}

/** Why a subagent is not started. */
export function refusedAgentText(findings: readonly Finding[], t: Translate, format: Format, nowMs: number): string {
  return `${NAME}: ${t('the subagent is not started.')} ${wordsOf(findings, t, format, nowMs)}`;
}

/** What a person should know of a run that starts. */
export function warningText(preflight: Preflight, t: Translate, format: Format, nowMs: number): string {
  return `${NAME}: ${estimateText(preflight.estimate, t, format)} ${wordsOf(preflight.decision.findings, t, format, nowMs)}`;
}

function wordsOf(findings: readonly Finding[], t: Translate, format: Format, nowMs: number): string {
  return findings.map((finding) => findingText(finding, t, format, nowMs)).join(' ');
}
