import type { TabId } from '../panel/messageProtocol.ts';

/** Opens the panel at a section, or at a run of it. */
export type OpenSection = (tab: TabId, runId?: string) => void;
