import path from 'node:path';
import { demoSession } from '../demo/session.ts';
import { launchBrowser } from '../support/vscode/browser.ts';
import { CACHE_FOLDER } from '../support/vscode/cache.ts';
import { startServer } from '../support/vscode/server.ts';
import { packageVsix } from '../support/vscode/vsix.ts';
import { Workbench } from '../support/vscode/workbench.ts';

const FALL = 'The balance fell by 42.00 credits';
const RISE = 'likely by a top-up';

describe('alerts of the wallet, in a real VS Code on the demo’s account', () => {
  let workbench: Workbench;
  const cleanups: (() => Promise<unknown>)[] = [];

  before(async function () {
    this.timeout(180_000);
    const vsix = path.join(CACHE_FOLDER, 'alerts.vsix');
    await packageVsix(vsix);
    const { folder, env, dispose } = await demoSession();
    cleanups.push(dispose);
    const server = await startServer({ vsix, env });
    cleanups.push(() => server.stop());
    const browser = await launchBrowser();
    cleanups.push(() => browser.close());
    workbench = await Workbench.launch(browser, server, { folder });
  });

  after(async () => {
    for (const giveBack of cleanups.reverse()) {
      await giveBack();
    }
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      console.log(await workbench.saveEvidence(`failed-${this.currentTest.title.slice(0, 40)}`));
    }
  });

  it('come by themselves, and ask for nothing', async () => {
    await workbench.toasts.withText(FALL).waitFor({ timeout: 60_000 });
    await workbench.toasts.withText(RISE).waitFor();
    await workbench.screenshot('wallet-alerts');
  });

  it('lead to the wallet, which tells the same and what it means', async () => {
    await workbench.toasts.click(FALL, 'Show Wallet');
    const panel = workbench.webviewFrame();
    await panel.getByRole('tab', { name: 'Wallet', selected: true }).waitFor();
    await panel.getByRole('listitem').filter({ hasText: FALL }).waitFor();
    await panel.getByText('may buy 2,000 credits in a month').waitFor();
    const lots = panel.getByRole('table', { name: 'Credits by purchase' });
    await lots.getByText(/^from .+ on$/).waitFor();
    await workbench.toasts.dismiss(RISE);
    await lots.scrollIntoViewIfNeeded();
    await workbench.screenshot('panel-wallet-outlook');
  });
});
