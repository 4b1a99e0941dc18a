import assert from 'node:assert/strict';
import { NO_WALLET_ALERTS, PROMPT, openDemoWindow } from '../e2e/demoWindow.ts';
import { PLACES, showPlace } from '../e2e/places.ts';
import { pageFaults } from '../support/vscode/pageFaults.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

/** Of the window: the panel's is about 420. */
const NARROW_WIDTH = 480;
/** High enough for all that most sections have. */
const HEIGHT = 1400;

describe('each section in a narrow panel', () => {
  let workbench: Workbench;

  inRealVsCode(async (vsCode) => {
    ({ workbench } = await openDemoWindow(vsCode, NO_WALLET_ALERTS));
    await workbench.runCommand('View: Close Primary Side Bar');
    const panel = await showPlace(workbench, 'Now');
    await panel.getByRole('textbox', { name: 'Task' }).fill(PROMPT);
    await panel.getByRole('table', { name: 'The same task with other settings' }).waitFor();
  });

  for (const place of PLACES.filter((each) => each !== 'Sidebar')) {
    it(place, async () => {
      // The palette needs more room than there is then.
      await workbench.setSize({ width: 1280 });
      const panel = await showPlace(workbench, place);
      await workbench.setSize({ width: NARROW_WIDTH, height: HEIGHT });
      const faults = await pageFaults(panel);
      if (place === 'Run') {
        const costs = await panel.getByRole('columnheader', { name: 'Credits', exact: true }).boundingBox();
        assert.ok(costs !== null && costs.x + costs.width <= NARROW_WIDTH, 'costs are seen without scrolling');
      }
      console.log(`        ${await workbench.screenshot(`narrow-${place.toLowerCase()}`)}`);
      assert.deepEqual(faults, []);
    });
  }
});
