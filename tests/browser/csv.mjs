// csv.mjs - CSV as RFC 4180 has it: rows of cells. Throws where a quote is not closed or stands inside a bare cell.
export function parseCsv(text) {
  const rows = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  let row = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]);
    if (found[3] !== ',') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
