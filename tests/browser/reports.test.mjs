// reports.test.mjs - the HTML reports in a browser: nothing loaded or refused, with and without script, by mouse and by
// keys, on a screen, a telephone and paper, in light and dark.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { place, read } from './bayplan.mjs';
import { axeFindings, closePage, launch, NARROW, openAll, openPage, WIDE } from './browser.mjs';
import { skipLink, walk } from './keyboard.mjs';
import { findProgram } from './programs.mjs';
import { subjects } from './subjects.mjs';
import { columnsOfEachKind, filters, sortableTables, sortsBy } from './tables.mjs';

const BYTES_MAX = 2_000_000;
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function onPage(html, options, look) {
  const page = await openPage(browser, html, options);
  try {
    await look(page);
    assert.deepEqual(page.wrongs, []);
  } finally {
    await closePage(page);
  }
}

// Text of each section, without what the script adds (the filter) and however it is broken into lines.
function sectionTexts(page) {
  return page.evaluate(() => [...document.querySelectorAll('main > section')].map((section) => {
    const copy = section.cloneNode(true);
    copy.querySelectorAll('.filter').forEach((at) => at.remove());
    return `${section.id}: ${copy.textContent.replace(/\s+/g, ' ')}`;
  }));
}

// Screenshots, and axe on a telephone in the dark, are for the subject that has every part; widths are for all.
async function looksRight(html, { name, many, whole }, viewport, colorScheme) {
  await onPage(html, { viewport, colorScheme }, async (page) => {
    const picture = `${name}-${viewport.width}-${colorScheme}.png`;
    if (whole) await page.screenshot({ path: place('screenshots', picture), fullPage: true });
    if (!many) await openAll(page);
    const [wanted, given] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wanted <= given, `the page is ${wanted} px wide on a screen of ${given}`);
    if (whole || viewport === WIDE) assert.deepEqual(await axeFindings(page), []);
  });
}

// Each word that stands in a table's cell, a list or a paragraph, folded or not.
function wordsOf(page) {
  return page.evaluate(() => [...document.querySelectorAll('main :is(td, th, li, p, dd, summary)')]
    .filter((at) => !at.closest('.filter')).flatMap((at) => at.textContent.split(/[^\w$.,]+/)).filter((word) => /\w{3}/.test(word)));
}

function pagesOfPdf(pdf) {
  const made = spawnSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8', maxBuffer: 64 << 20 });
  assert.equal(made.status, 0, made.stderr);
  return made.stdout.split('\f');
}

// A table over many sheets says on each what its columns are.
function repeatsHeads(sheets) {
  const rows = sheets.filter((sheet) => sheet.split('\n').filter((line) => /Fargate|pool-\d/.test(line)).length > 30);
  assert.ok(rows.length > 2, `only ${rows.length} sheets of rows`);
  for (const sheet of rows) assert.match(sheet, /\$ a month/, `no head on a sheet of rows:\n${sheet.slice(0, 300)}`);
}

// All that is folded on the screen is shown on paper; no part of it is cut at the sheet's right.
async function printsAll(html, name, many) {
  await onPage(html, {}, async (page) => {
    await page.emulateMedia({ media: 'print' });
    let hidden = ['not asked'];
    for (let time = 0; time < 20 && hidden.length > 0; time++) { // what was folded is laid out some frames later
      await page.waitForTimeout(time * 20);
      hidden = await page.evaluate(() => [...document.querySelectorAll('details > :not(summary, .filter)')]
        .filter((at) => !at.checkVisibility()).map((at) => at.outerHTML.slice(0, 100)));
    }
    assert.deepEqual(hidden, []);
    const pdf = place('print', `${name}.pdf`);
    await page.pdf({ path: pdf, format: 'A4', printBackground: false });
    if (!findProgram('pdftotext')) return;
    const sheets = pagesOfPdf(pdf);
    // Letters alone: words are broken at the ends of lines and cells.
    const printed = sheets.join('').replace(/[^\w$.,]+/g, '').toLowerCase();
    const lost = (await wordsOf(page)).filter((word) => word.length < 24 && !printed.includes(word.replace(/[.,]+$/, '').toLowerCase()));
    assert.ok(lost.length <= printed.length / 20_000, `not on paper: ${[...new Set(lost)].slice(0, 20)} (${lost.length})`);
    if (many) repeatsHeads(sheets);
  });
}

// Pages of one subject side by side: most of a page's time is waiting for one of the browser's processes.
for (const subject of subjects) {
  const { name, write, many, skip } = subject;
  describe(name, { skip, concurrency: 2 }, () => {
    const html = place(`${name}.html`);
    before(() => write(html));

    test('is one file of less than 2 MB', () => assert.ok(statSync(html).size < BYTES_MAX, `${statSync(html).size} bytes`));

    test('is the HTML that html-validate recommends', async () => {
      const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'] });
      const report = await validator.validateString(read(html), html);
      const messages = report.results.flatMap((at) => at.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
      assert.deepEqual(messages.slice(0, 20), []);
    });

    test('opens alone, by its policy', () => onPage(html, {}, async (page) => {
      const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content');
      assert.match(policy, /^default-src 'none';/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(await page.evaluate(() => performance.getEntriesByType('resource').length), 0);
      const targets = await page.evaluate(() => [...document.querySelectorAll('nav a')].filter(
        (at) => !document.getElementById(at.hash.slice(1))).map((at) => at.hash));
      assert.deepEqual(targets, [], 'links to sections that are not there');
    }));

    test('says the same without script', async () => {
      let scripted;
      await onPage(html, {}, async (page) => { scripted = await sectionTexts(page); });
      await onPage(html, { javaScriptEnabled: false }, async (page) => {
        assert.equal(await page.locator('th button').count(), 0, 'the script ran');
        const plain = await sectionTexts(page);
        assert.ok(plain.length >= 8, `only ${plain.length} sections`);
        assert.deepEqual(plain, scripted);
        await page.locator('summary:visible').first().click();
        assert.ok(await page.locator('details[open]').count() > 0, 'nothing opens without script');
      });
    });

    test('sorts', () => onPage(html, {}, async (page) => {
      await openAll(page);
      const tables = await sortableTables(page);
      for (const table of tables)
        for (const i of columnsOfEachKind(table)) await sortsBy(page, table, i, (button) => button.evaluate((at) => at.click()));
      const [first] = tables;
      if (!first) return;
      await sortsBy(page, first, 0, (button) => button.click());
      await sortsBy(page, first, 0, (button) => button.press('Enter'));
      await sortsBy(page, first, first.columns.length - 2, (button) => button.press('Space'));
    }));

    test('skips to the report, filters', () => onPage(html, {}, async (page) => {
      await skipLink(page);
      await openAll(page);
      await filters(page);
    }));

    test('is walked through by Tab', { skip: many && 'long' }, () => onPage(html, { viewport: NARROW }, (page) => walk(page)));

    for (const [viewport, colorScheme] of [[WIDE, 'light'], [NARROW, 'dark']])
      test(`is in order at ${viewport.width} px, ${colorScheme}`, () => looksRight(html, subject, viewport, colorScheme));

    test('prints all of it', () => printsAll(html, name, many));
  });
}
