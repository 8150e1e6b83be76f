// tables.mjs - what sorting and filtering a table of a report must do, told apart from how its script does it.
import assert from 'node:assert/strict';

const SECONDS = { ms: 0.001, s: 1, min: 60, h: 3600, d: 86400 };
const SIZES = { k: 1e3, M: 1e6, G: 1e9 };

// A figure as people read it: $1,234.50, 3–12, 2.5 %, 1.5 h, 120 k; NaN where there is none.
export function figure(text) {
  const [, sign, number, unit] = /^([+−-]?)\$?([\d,]*\.?\d+)\s*(ms|min|[shdkMG])?\b/.exec(text.trim()) ?? [];
  if (number === undefined) return NaN;
  const plain = Number(number.replaceAll(',', '')) * (sign && sign !== '+' ? -1 : 1);
  return plain * (SECONDS[unit] ?? SIZES[unit] ?? 1);
}

export function sortableTables(page) {
  return page.evaluate(() => [...document.querySelectorAll('table.sortable')].map((table, index) => {
    table.setAttribute('data-test-table', index);
    return {
      selector: `table[data-test-table="${index}"]`,
      caption: table.caption.textContent,
      rows: table.tBodies[0].rows.length,
      columns: [...table.tHead.rows[0].cells].map((at, i) => ({ number: at.classList.contains('n'), title: at.textContent,
        first: table.tBodies[0].rows[0]?.cells[i]?.textContent.trim() ?? '' })),
    };
  }));
}

// The first column of words, of money, of durations and of other figures: each kind has an order of its own.
export function columnsOfEachKind({ columns }) {
  const kinds = new Map();
  columns.forEach(({ number, first }, i) => {
    const kind = !number ? 'words' : /^[+−-]?\$/.test(first) ? 'money' : /\d\s*(ms|min|[shd])\b/.test(first) ? 'time' : 'number';
    if (!kinds.has(kind)) kinds.set(kind, i);
  });
  return [...kinds.values()];
}

function column(page, table, index) {
  return page.evaluate(([selector, at]) => {
    const found = document.querySelector(selector);
    const header = found.tHead.rows[0].cells[at];
    return {
      sort: header.getAttribute('aria-sort'),
      others: found.tHead.querySelectorAll('[aria-sort]').length,
      cells: [...found.tBodies[0].rows].map((row) => row.cells[at].textContent),
    };
  }, [table.selector, index]);
}

function isOrdered(cells, number, up) {
  const order = number ? (a, b) => (figure(a) || 0) - (figure(b) || 0)
                       : (a, b) => a.localeCompare(b, 'en', { numeric: true });
  return cells.findIndex((cell, i) => i > 0 && (up ? 1 : -1) * order(cells[i - 1], cell) > 0);
}

// Pressed twice, by the mouse or by keys: once each way, every row still there.
export async function sortsBy(page, table, index, press) {
  const { number, title } = table.columns[index];
  const button = page.locator(`${table.selector} thead th`).nth(index).getByRole('button');
  const before = (await column(page, table, index)).cells;
  const directions = new Set();
  for (let time = 0; time < 2; time++) {
    await press(button);
    const { sort, others, cells } = await column(page, table, index);
    assert.ok(sort === 'ascending' || sort === 'descending', `${title}: aria-sort is ${sort}`);
    assert.equal(others, 1, `${title}: ${others} columns say that they are sorted`);
    const wrong = isOrdered(cells, number, sort === 'ascending');
    assert.equal(wrong, -1, `${table.caption}, ${title}, ${sort}: ${cells[wrong - 1]} before ${cells[wrong]}`);
    assert.deepEqual([...cells].sort(), [...before].sort(), `${title}: rows are lost`);
    directions.add(sort);
  }
  assert.equal(directions.size, 2, `${title}: sorts one way only`);
}

// Every table with a filter, by a part of what one row has and others lack, typed in capitals. Reasons are not searched:
// they name other services.
export async function filters(page) {
  const tables = await page.evaluate(() => [...document.querySelectorAll('table.filtered')].map((at) => ({
    rows: at.tBodies[0].rows.length, word: at.querySelector('tbody th').textContent.toLowerCase() })));
  for (const [index, { rows, word }] of tables.entries()) {
    const box = page.locator(`#filter-${index}`);
    if (rows < 8) assert.equal(await box.count(), 0, 'a filter over few rows');
    else await filtersBy(page, index, box, word);
  }
}

async function filtersBy(page, index, box, word) {
  const rows = () => page.evaluate((at) => [...document.querySelectorAll('table.filtered')[at].tBodies[0].rows].map((row) => ({
    shown: row.checkVisibility(),
    text: [...row.cells].filter((cell) => !cell.classList.contains('why')).map((cell) => cell.textContent.toLowerCase()).join(' '),
  })), index);
  await box.fill(word.toUpperCase());
  const found = await rows();
  for (const { shown, text } of found) assert.equal(shown, text.includes(word), `'${word}' in: ${text.slice(0, 60)}`);
  const count = found.filter((row) => row.shown).length;
  assert.ok(count > 0 && count < found.length, `'${word}' is in ${count} of ${found.length} rows: it tries nothing`);
  const told = await page.evaluate((at) => document.getElementById(`filter-${at}`).parentNode.textContent, index);
  assert.ok(told.includes(`${count} of ${found.length}`), told);
  await box.fill('');
  assert.ok((await rows()).every((row) => row.shown));
}
