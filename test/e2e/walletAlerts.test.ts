import { demoSession } from '../demo/session.ts';
import { inRealVsCode } from '../support/vscode/realVsCode.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

const FALL = 'The balance fell by 42.00 credits';
const RISE = 'likely by a top-up';

describe('alerts of the wallet, in a real VS Code on the demo’s account', () => {
  let workbench: Workbench;

  inRealVsCode(async (vsCode) => {
    const { folder, env } = vsCode.owns(await demoSession());
    ({ workbench } = await vsCode.open({ folder, env }));
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
