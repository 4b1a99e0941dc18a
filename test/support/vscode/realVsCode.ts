import { launchBrowser } from './browser.ts';
import { fontsFor } from './fonts.ts';
import { startServer, type ServerOptions, type VsCodeServer, type WorkbenchTarget } from './server.ts';
import { Workbench } from './workbench.ts';

const OPENING_TIMEOUT_MS = 180_000;

export interface RealVsCodeOptions
  extends
    Pick<ServerOptions, 'env' | 'etcFolder' | 'smokeTestDriver' | 'userSettings' | 'workspaceTrust'>,
    WorkbenchTarget {}

/** A window on a server of its own. */
export interface OpenedWindow {
  readonly workbench: Workbench;
  readonly server: VsCodeServer;
}

/** A real VS Code with ours installed, and what it is opened on. */
export class RealVsCode {
  readonly #cleanups: (() => unknown)[] = [];
  #workbench: Workbench | undefined;

  /** Does this at the end; what is asked for last is done first. */
  atEnd(giveBack: () => unknown): void {
    this.#cleanups.push(giveBack);
  }

  /** Disposes of `item` at the end. */
  owns<T extends { dispose(): Promise<void> }>(item: T): T {
    this.atEnd(() => item.dispose());
    return item;
  }

  async open({
    env,
    etcFolder,
    smokeTestDriver,
    userSettings,
    workspaceTrust,
    ...target
  }: RealVsCodeOptions): Promise<OpenedWindow> {
    const server = await startServer({
      withOurs: true,
      env: env ?? {},
      etcFolder,
      smokeTestDriver: smokeTestDriver ?? false,
      userSettings: userSettings ?? {},
      workspaceTrust: workspaceTrust ?? false,
    });
    this.atEnd(() => server.stop());
    const browser = await launchBrowser(console.log, await fontsFor(target.language));
    this.atEnd(() => browser.close());
    this.#workbench = await Workbench.launch(browser, server, target);
    return { workbench: this.#workbench, server };
  }

  /** For a failed test, where a window is open: saves a picture and the server's log, and says where they are. */
  async saveEvidence(name: string): Promise<string> {
    return (await this.#workbench?.saveEvidence(`failed-${name.slice(0, 40)}`)) ?? 'No window is open.';
  }

  /** Closes what a failed test has left open, so that the next one begins with a window that is at rest. */
  async tidyUp(): Promise<void> {
    await this.#workbench?.tidyUp();
  }

  async close(): Promise<void> {
    for (let giveBack = this.#cleanups.pop(); giveBack !== undefined; giveBack = this.#cleanups.pop()) {
      await giveBack();
    }
  }
}

/**
 * Sets a VS Code up for all tests of a `describe`, closes it after them, and leaves evidence of those that fail, also at
 * the first of two tries.
 */
export function inRealVsCode(setUp: (vsCode: RealVsCode) => Promise<void>): void {
  const vsCode = new RealVsCode();

  before(async function () {
    this.timeout(OPENING_TIMEOUT_MS);
    try {
      await setUp(vsCode);
    } catch (error) {
      console.log(await vsCode.saveEvidence('set-up'));
      throw error;
    }
  });

  after(() => vsCode.close());

  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest !== undefined && currentTest.state !== 'passed' && !currentTest.isPending()) {
      console.log(await vsCode.saveEvidence(currentTest.title));
      await vsCode.tidyUp();
    }
  });
}
