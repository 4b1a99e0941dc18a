import assert from 'node:assert/strict';
import { pageFaults } from '../support/vscode/pageFaults.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import { THEME_KINDS, type Workbench } from '../support/vscode/workbench.ts';
import { NO_WALLET_ALERTS, openDemoWindow } from '../e2e/demoWindow.ts';
import { PLACES, showPlace } from '../e2e/places.ts';

const ZOOMS = [100, 200] as const;
/** As high when it is zoomed, so that more than a section's head is seen. */
const HEIGHT = 800;
const CLOSE_SIDE_BAR = 'View: Close Primary Side Bar';

describe('each section in each theme, zoomed by turns', () => {
  let workbench: Workbench;

  inRealVsCode(async (vsCode) => {
    ({ workbench } = await openDemoWindow(vsCode, NO_WALLET_ALERTS));
    await workbench.runCommand(CLOSE_SIDE_BAR);
  });

  // The view at the side comes last, and stays: one that is shown for the second time is out of Playwright's reach.
  const inTurn = [
    ...THEME_KINDS.flatMap((theme) => PLACES.filter((place) => place !== 'Sidebar').map((place) => ({ theme, place }))),
    ...THEME_KINDS.map((theme) => ({ theme, place: 'Sidebar' as const })),
  ];
  for (const { theme, place } of inTurn) {
    // So that each section and each theme is seen with each zoom.
    const zoom = ZOOMS[(THEME_KINDS.indexOf(theme) + PLACES.indexOf(place)) % ZOOMS.length] ?? 100;
    it(`${place}, ${theme}, ${zoom} %`, async () => {
      await workbench.setTheme(theme);
      await workbench.setZoom(zoom);
      await workbench.setSize({ height: HEIGHT });
      const frame = await showPlace(workbench, place);
      const faults = await pageFaults(frame);
      console.log(`        ${await workbench.screenshot(`${place.toLowerCase()}-${theme}-${zoom}`)}`);
      assert.deepEqual(faults, []);
    });
  }
});
