// hostile.test.mjs - names that would be markup, script, formulas, commands or mirrored text, through every format of
// report, diff and check as its reader takes it: a browser, a Markdown renderer, parsers of JSON, XML and CSV.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import MarkdownIt from 'markdown-it';
import { bayplan, place, planOf, read, readJson, succeeds } from './bayplan.mjs';
import { axeFindings, closePage, launch, NARROW, openAll, openPage } from './browser.mjs';
import { parseCsv } from './csv.mjs';

const NAMES = [
  '<script>globalThis.ran = 1</script>',
  '<img src=x onerror=globalThis.ran=1>',
  '</style></title></script><svg onload=globalThis.ran=1>',
  '" onmouseover="globalThis.ran=1" x="',
  "it's & <b>bold</b> &lt;i&gt; &#60;u&#62;",
  'turned\u202egpj.exe\u202c',
  'nothing\u200bto\u200dsee\ufeff',
  '=HYPERLINK("http://127.0.0.1/","go")',
  '+1|2|3', '-rm', '@everyone #1 !2',
  '`code` ``more`` |', '[go](javascript:globalThis.ran=1)', '![x](http://127.0.0.1/x.png)', '<http://127.0.0.1/>',
  '--> ]]> <!-- <![CDATA[', '::error file=x::y%0A::warning::z', '</details></td></tr></table>',
  '\ud83d\ude80 \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67', '\u05e9\u05dc\u05d5\u05dd (shalom) 123', 'back\\slash\\',
  'n'.repeat(200), '\u00fc'.repeat(120), '| --- | --- |', '# heading', '~~~', '{{7*7}} ${7*7} <%= 7 %>',
];
const HIDDEN = /[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u0000-\u0008\u000b-\u001f\u007f]/g;
const HIDDEN_BUT_BREAKS = /[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// What a page or a comment of a forge may be made of; whatever else is there came from a name.
const PAGE_ELEMENTS = /^(html|head|meta|title|style|script|body|a|header|footer|main|nav|section|h[1-4]|p|span|bdi|b|strong|em|small|br|ul|ol|li|dl|dt|dd|div|table|caption|thead|tbody|tfoot|tr|th|td|details|summary|figure|figcaption|code|svg|defs|pattern|title|desc|g|rect|line|path|polyline|polygon|circle|text|tspan|use|clipPath|button|input|label|output|time|abbr)$/;
const COMMENT_ELEMENTS = /^(html|head|body|h[1-6]|p|strong|em|code|ul|ol|li|table|thead|tbody|tr|th|td|details|summary|br|hr|pre|sub)$/;

// As bayplan shows a name: characters that would not be seen, or would turn others around, by their number.
const shown = (name) => name.replace(HIDDEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const formats = (list) => list.flatMap(([format, file]) => ['--format', `${format}=${place('hostile', file)}`]);

function profile(change) {
  const service = (name, i) => ({
    name, cpu_units: 256, memory_mib: 512, tasks: 2 + ((i + change) % 5) * (1 + change),
    tags: [{ key: 'team', value: name.slice(0, 100) }], places: i % 4 ? ['ec2'] : ['fargate', 'ec2'],
  });
  const job = (name) => ({ name: `job ${name}`, cpu_units: 256, memory_mib: 512, duration_s: 2, runs_per_day: 1000 });
  return {
    schema: 'bayplan.profile/1', name: `<script>globalThis.ran = 1</script> \u202e|`, region: 'us-east-1',
    services: NAMES.map(service), jobs: NAMES.slice(0, 5).map(job),
    limits: { pools_max: 2, instance_types: ['m6i.large', 'm6i.xlarge'] },
  };
}

// A plan that somebody wrote by hand: the sentences in it are as hostile as the names.
function withHostileWords(plan) {
  const words = NAMES.slice(0, 9).join(' ');
  for (const at of [...plan.services, ...plan.jobs]) {
    at.why = words;
    for (const other of at.alternatives ?? []) if (other.note) other.note = words;
  }
  plan.assumptions = [...plan.assumptions, ...NAMES];
  return plan;
}

const files = {
  report: [['html', 'report.html'], ['markdown', 'report.md'], ['text', 'report.txt'], ['json', 'report.json'],
    ['csv', 'report.csv'], ['csv-pools', 'pools.csv'], ['csv-hours', 'hours.csv']],
  diff: [['markdown', 'diff.md'], ['text', 'diff.txt'], ['json', 'diff.json'], ['csv', 'diff.csv']],
  check: [['markdown', 'check.md'], ['text', 'check.txt'], ['json', 'check.json'], ['junit', 'check.xml'],
    ['sarif', 'check.sarif'], ['github', 'check.github'], ['gitlab', 'gitlab.json']],
};
const policy = {
  schema: 'bayplan.policy/1', budget: { usd_per_month: '1' },
  service_budgets: [{ name: '*', usd_per_month: '0.01' }],
  places: { forbid: ['fargate', 'ec2', 'lambda'], level: 'warn' },
};

function writeAll() {
  const old = planOf('hostile', profile(0));
  const plan = place('hostile', 'plan.json');
  writeFileSync(plan, JSON.stringify(withHostileWords(readJson(planOf('hostile-other', profile(1))))));
  const rules = place('hostile', 'policy.json');
  writeFileSync(rules, JSON.stringify(policy));
  succeeds('report', plan, '--quiet', ...formats(files.report));
  succeeds('diff', old, plan, '--quiet', ...formats(files.diff));
  const { status, stderr } = bayplan('check', plan, '--baseline', old, '--policy', rules, '--date', '2026-08-01', '--quiet',
    ...formats(files.check));
  assert.equal(status, 3, stderr);
}

describe('hostile names', () => {
  let browser;
  before(async () => {
    writeAll();
    browser = await launch();
  });
  after(() => browser.close());

  test('are text in the page', async () => {
    const page = await openPage(browser, place('hostile', 'report.html'), { viewport: NARROW, colorScheme: 'dark' });
    await openAll(page);
    const seen = await page.evaluate(() => ({
      ran: globalThis.ran, title: document.title, scripts: document.scripts.length,
      elements: [...new Set([...document.querySelectorAll('*')].map((at) => at.localName))],
      handlers: [...document.querySelectorAll('*')].flatMap((at) => [...at.attributes])
        .filter((at) => at.name.startsWith('on') || /^\s*(javascript|data|https?):/i.test(at.value))
        .filter((at) => !at.name.startsWith('xmlns')).map((at) => `${at.name}=${at.value}`),
      names: [...document.querySelectorAll('tbody th bdi')].map((at) => at.textContent),
      text: document.body.textContent, wide: document.documentElement.scrollWidth - innerWidth,
    }));
    assert.equal(seen.ran, undefined);
    assert.equal(seen.scripts, 1);
    assert.ok(seen.title.startsWith('<script>globalThis.ran = 1</script>'), seen.title);
    assert.deepEqual(seen.elements.filter((name) => !PAGE_ELEMENTS.test(name)), []);
    assert.deepEqual(seen.handlers, []);
    for (const name of NAMES) assert.ok(seen.names.includes(shown(name)), `no row is called ${shown(name)}`);
    assert.doesNotMatch(seen.text, HIDDEN_BUT_BREAKS);
    assert.ok(seen.wide <= 0, `${seen.wide} px too wide`);
    assert.deepEqual(await axeFindings(page), []);
    await page.screenshot({ path: place('screenshots', 'hostile-390-dark.png'), fullPage: true });
    assert.deepEqual(page.wrongs, []);
    await closePage(page);
  });

  for (const file of ['report.md', 'diff.md', 'check.md'])
    test(`are text in ${file}, rendered`, async () => {
      const source = read(place('hostile', file));
      assert.doesNotMatch(source, HIDDEN_BUT_BREAKS);
      const html = place('hostile', `${file}.html`);
      writeFileSync(html, new MarkdownIt({ html: true, linkify: true }).render(source));
      const page = await openPage(browser, html);
      const seen = await page.evaluate(() => ({
        ran: globalThis.ran,
        elements: [...document.querySelectorAll('*')].map((at) => at.localName),
        attributes: [...document.querySelectorAll('body *')].flatMap((at) => [...at.attributes])
          .filter((at) => !['style', 'open'].includes(at.name)).map((at) => `${at.name}=${at.value}`),
        rows: [...document.querySelectorAll('table')].map((at) => [...new Set([...at.rows].map((row) => row.cells.length))]),
        outside: [...document.querySelectorAll('tr')].map((at) => at.textContent).join('\n'),
      }));
      assert.equal(seen.ran, undefined);
      assert.deepEqual(seen.elements.filter((name) => !COMMENT_ELEMENTS.test(name)), []);
      assert.deepEqual(seen.attributes, []);
      assert.ok(seen.rows.length > 0 && seen.rows.every((counts) => counts.length === 1), JSON.stringify(seen.rows));
      assert.ok(seen.outside.includes('<script>globalThis.ran = 1</script>'), 'the name is not there as text');
      assert.deepEqual(page.wrongs, []);
      await closePage(page);
    });

  for (const file of ['report.csv', 'pools.csv', 'hours.csv', 'diff.csv'])
    test(`stay in their cells in ${file}`, () => {
      const rows = parseCsv(read(place('hostile', file)));
      assert.ok(rows.length > 1);
      assert.deepEqual([...new Set(rows.map((row) => row.length))], [rows[0].length]);
      for (const cell of rows.flat()) assert.ok(!/^[=+@\t\r-]/.test(cell) || /^-?[\d.]+$/.test(cell), `may be run: ${cell}`);
      if (file !== 'report.csv') return;
      const cells = new Set(rows.flat().map((cell) => cell.replace(/^'/, '')));
      for (const name of NAMES) assert.ok(cells.has(name) || cells.has(shown(name)), `${name} is not there`);
    });

  for (const file of ['report.json', 'diff.json', 'check.json', 'check.sarif', 'gitlab.json'])
    test(`are strings in ${file}`, () => {
      const strings = [];
      JSON.parse(read(place('hostile', file)), (key, value) => {
        if (typeof value === 'string') strings.push(value);
        return value;
      });
      assert.ok(strings.some((text) => text.includes(NAMES[0])));
    });

  test('are no commands among annotations', () => {
    const lines = read(place('hostile', 'check.github')).trimEnd().split('\n');
    for (const line of lines) assert.match(line, /^::(error|warning) file=[^,:]*,line=1,title=[^:]*::[^\r]+$/);
  });

  for (const file of ['report.txt', 'diff.txt', 'check.txt', 'check.xml', 'check.github', 'report.html'])
    test(`hide nothing in ${file}`, () => assert.doesNotMatch(read(place('hostile', file)), HIDDEN_BUT_BREAKS));
});
