import * as z from 'zod/mini';

import { mapped, someText, optionalText as text } from '../wire.ts';

/** What the app-server answers of threads and where they run, in our words. Fields we do not need are let pass. */

export const threadAnswer = mapped(
  z.object({
    thread: z.object({ id: someText, parentThreadId: text }),
    model: text,
    serviceTier: text,
    reasoningEffort: text,
  }),
  ({ thread, model, serviceTier, reasoningEffort }) => ({
    threadId: thread.id,
    parentThreadId: thread.parentThreadId,
    model,
    tier: serviceTier,
    effort: reasoningEffort,
  }),
);

/** The threads that an app-server has loaded. */
export const loadedAnswer = mapped(z.object({ data: z.array(z.string()) }), ({ data }) => data);

export const turnStatus = z.catch(z.enum(['completed', 'interrupted', 'failed', 'inProgress']), 'failed');
export const turnError = z.nullish(z.object({ message: z.string() }));

/** The turns of a thread, and how each stands. */
export const turnsAnswer = mapped(
  z.object({ data: z.array(z.object({ id: z.string(), status: turnStatus, error: turnError })) }),
  ({ data }) => data.map(({ id, status, error }) => ({ turnId: id, status, errorMessage: error?.message })),
);

export const turnAnswer = mapped(z.object({ turn: z.object({ id: someText }) }), ({ turn }) => ({ turnId: turn.id }));

/** The hooks that run in a folder, those of our own flags alone. */
export const hooksAnswer = mapped(
  z.object({
    data: z.array(
      z.object({
        hooks: z.array(
          z.object({ eventName: z.string(), source: z.string(), enabled: z.boolean(), trustStatus: z.string() }),
        ),
      }),
    ),
  }),
  ({ data }) =>
    data
      .flatMap(({ hooks }) => hooks)
      .filter(({ source, enabled, trustStatus }) => source === 'sessionFlags' && enabled && trustStatus === 'trusted')
      .map(({ eventName }) => eventName),
);

/** The projects that the person's settings name, and when Codex asks; undefined: nothing is said. */
export const projectsAnswer = mapped(
  z.object({
    config: z.object({
      projects: z.nullish(z.record(z.string(), z.unknown())),
      approval_policy: z.optional(z.unknown()),
    }),
  }),
  ({ config }) => ({
    projects: Object.keys(config.projects ?? {}),
    approvalPolicy: config.approval_policy ?? undefined,
  }),
);

/** A thread as it is set now. */
export const threadModelAnswer = mapped(z.object({ thread: z.object({ model: text }) }), ({ thread }) => thread.model);
