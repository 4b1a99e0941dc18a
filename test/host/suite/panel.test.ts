import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { PANEL_VIEW_TYPE } from '../../../src/host/panel/pagePlaces.ts';
import { pageHtml } from '../../../src/host/panel/webviewPage.ts';

describe('the panel’s document', () => {
  let panel: vscode.WebviewPanel;

  beforeEach(() => {
    panel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Test', vscode.ViewColumn.Active);
  });

  afterEach(() => {
    panel.dispose();
  });

  const html = () => pageHtml(panel.webview, vscode.Uri.file('/extension/dist'), 'guardrails-panel');
  const directives = (document: string): ReadonlyMap<string, string> => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(document) ?? [];
    return new Map(policy.split('; ').map((directive) => [directive.split(' ')[0] ?? '', directive]));
  };

  it('allows nothing but its own files', () => {
    const policy = directives(html());
    assert.equal(policy.get('default-src'), `default-src 'none'`);
    assert.equal(policy.get('style-src'), `style-src ${panel.webview.cspSource}`);
    assert.doesNotMatch([...policy.values()].join('; '), /unsafe|\*(?!\.)|https?:(?!\/\/)/);
  });

  it('runs one script, by a nonce that is never the same', () => {
    const [first, second] = [html(), html()];
    const [, nonce] = /'nonce-([\w+/=]{22,})'/.exec(directives(first).get('script-src') ?? '') ?? [];
    assert.ok(nonce);
    assert.equal(first.split(`nonce="${nonce}"`).length, 2);
    assert.equal(first.split('<script').length, 2);
    assert.ok(!second.includes(nonce));
  });

  it('has no inline style and no handler', () => assert.doesNotMatch(html(), /<style|style=|\son\w+=/));
});
