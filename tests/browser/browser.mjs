// browser.mjs - one headless Chromium, pages in it that note whatever they should not do, and axe-core.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.TEST_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}

// The page of a file. page.wrongs grows by every error, refused style or script, and request beyond the file itself.
export async function openPage(browser, file, { viewport = WIDE, colorScheme = 'light', javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled, serviceWorkers: 'block' });
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  page.wrongs = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.wrongs.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => page.wrongs.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) page.wrongs.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    page.wrongs.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(address, { waitUntil: 'load' });
  return page;
}

export async function closePage(page) {
  await page.context().close();
}

// Through the debugger, as the page's policy lets no script in.
async function evaluate(session, expression) {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression, awaitPromise: true, returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

// One line for each thing that axe finds wrong, of whatever impact.
export async function axeFindings(page) {
  const session = await page.context().newCDPSession(page);
  await evaluate(session, axeSource);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
  const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] };
  const violations = await evaluate(session, `axe.run(document, ${JSON.stringify(options)}).then((r) => r.violations.map(
    (v) => ({ id: v.id, impact: v.impact, count: v.nodes.length, html: v.nodes[0].html.slice(0, 200),
              target: String(v.nodes[0].target), summary: v.nodes[0].failureSummary })))`);
  await session.detach();
  return violations.map((v) => `${v.impact} ${v.id} (${v.count}): ${v.target} ${v.html}\n    ${v.summary}`);
}

export function openAll(page) {
  return page.evaluate(() => document.querySelectorAll('details').forEach((at) => { at.open = true; }));
}
