import assert from 'node:assert/strict';

import { interpreted } from '../../../../src/base/interpreted.ts';
import { parsedJson } from '../../../../src/codex/rollouts/jsonFields.ts';
import { OPCODE, clientFrame, readFrames } from '../../../../src/codex/appServer/webSocketFrames.ts';
import { TABS, panelMessage } from '../../../../src/panel/messageProtocol.ts';
import { isHostMessage, readSavedSidebar, readSavedView } from '../../../../src/panel/savedView.ts';
import { shownTable } from '../../../../src/panel/tableProtocol.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { lawfulData, mustHold } from '../laws.ts';

const MOST_CHARS_OF_A_MESSAGE = 1e7;
const draft = { prompt: 'Mend the build.', thread: '', model: 'gpt-5.5', effort: 'high', tier: '', cap: '12.5' };
const asked = { bucket: 'day', stack: 'model', span: { fromMs: 1, untilMs: 2 }, only: 'gpt-5.5' };

const SAID = [
  { kind: 'ready' },
  { kind: 'openSection', tab: 'runs' },
  { kind: 'openRun', runId: 'turn-1' },
  { kind: 'showRuns', runIds: ['turn-1', 'turn-2'] },
  { kind: 'answerHold', runId: 'turn-1', answer: 'raise' },
  { kind: 'exportTable', table: { name: 'runs', columns: ['run', 'credits'], rows: [['=1+1', 2.5, null]] } },
  { kind: 'compose', revision: 3, draft },
  { kind: 'runDraft', draft },
  { kind: 'askSpend', asked },
];

/** What a page says to the extension host. What is let through is just what was said, key by key. */
export function pageMessageTarget(): FuzzTarget {
  return {
    name: 'message of a page',
    corpus: SAID.map((message) => JSON.stringify(message)),
    read: (input) => {
      const json = parsedJson(input);
      const parsed = interpreted(panelMessage, json);
      if (parsed.success) {
        lawfulData(parsed.data);
        assert.deepEqual(parsed.data, json, 'it says something else');
        mustHold(input.length < MOST_CHARS_OF_A_MESSAGE, 'a message without bounds');
        mustHold(parsed.data.kind !== 'exportTable' || shownTable.safeParse(parsed.data.table).success, 'no table');
      }
      return parsed.success;
    },
  };
}

/** What a page is told, and what it has saved of itself: whatever comes, it is ours or passed over. */
export function hostMessageTarget(): FuzzTarget {
  const state = { figures: {}, tabs: [] };
  const told = [
    { kind: 'state', state },
    { kind: 'composer', view: { draft } },
    { kind: 'runPage', page: {} },
    { kind: 'courses', courses: [] },
    { kind: 'titles', titles: { a: 'b' } },
    { kind: 'showTab', tab: 'now' },
    { version: '1', tab: 'now', state, foldedParts: [] },
  ];
  return {
    name: 'message to a page',
    corpus: told.map((message) => JSON.stringify(message)),
    read: (input) => {
      const json = parsedJson(input);
      const view = readSavedView(json, '1');
      mustHold(view === undefined || TABS.includes(view.tab), 'a section that is not there');
      readSavedSidebar(json, '1');
      return isHostMessage(json) || view !== undefined;
    },
  };
}

/** The frames of an app-server's socket, as text of one character a byte. */
export function framesTarget(): FuzzTarget {
  const mask = Buffer.alloc(4);
  const frames = [0, 3, 125, 126, 400].map((length) => clientFrame(OPCODE.text, Buffer.alloc(length, 'x'), mask));
  return {
    name: 'frames of a socket',
    corpus: [...frames, Buffer.concat(frames)].map((bytes) => bytes.toString('latin1')),
    read: (input) => {
      const bytes = Buffer.from(input, 'latin1');
      const { frames: read, rest } = readFrames(bytes);
      const length = read.reduce((sum, { payload }) => sum + payload.length, rest.length);
      mustHold(length <= bytes.length, 'more was read than came in');
      mustHold(readFrames(rest).frames.length === 0, 'a frame was left');
      return read.length > 0;
    },
  };
}
