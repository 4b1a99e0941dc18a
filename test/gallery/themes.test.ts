import assert from 'node:assert/strict';
import { accessibilityFaults } from '../support/vscode/accessibilityFaults.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import { THEME_KINDS, type Workbench } from '../support/vscode/workbench.ts';
import { openDemoWindow } from '../e2e/demoWindow.ts';
import { PLACES, showPlace } from '../e2e/places.ts';

const ZOOMS = [100, 200] as const;
const CLOSE_SIDE_BAR = 'View: Close Primary Side Bar';
const NO_ALERTS = { 'codexGuardrails.walletAlerts': { fellWhileIdle: false, topUpSeen: false } };

describe('each section in each theme, zoomed by turns', () => {
  let workbench: Workbench;

  inRealVsCode(async (vsCode) => {
    ({ workbench } = await openDemoWindow(vsCode, NO_ALERTS));
    await workbench.runCommand(CLOSE_SIDE_BAR);
  });

  for (const [row, theme] of THEME_KINDS.entries()) {
    for (const [column, place] of PLACES.entries()) {
      // So that each section and each theme is seen with each zoom.
      const zoom = ZOOMS[(row + column) % ZOOMS.length] ?? 100;
      it(`${place}, ${theme}, ${zoom} %`, async () => {
        await workbench.setTheme(theme);
        await workbench.setZoom(zoom);
        const frame = await showPlace(workbench, place);
        console.log(`        ${await workbench.screenshot(`${place.toLowerCase()}-${theme}-${zoom}`)}`);
        assert.deepEqual(await accessibilityFaults(frame), []);
        if (place === 'Sidebar') {
          await workbench.runCommand(CLOSE_SIDE_BAR);
        }
      });
    }
  }
});
