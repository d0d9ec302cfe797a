/** parseBlock reads what spreadsheets put on the clipboard: rows by line breaks, cells by tabs, quotes around cells that hold either. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  const plain = text.replace(/\r\n?/g, "\n");
  for (let i = 0; i < plain.length; i++) {
    const c = plain.charAt(i);
    if (quoted) {
      if (c !== '"') cell += c;
      else if (plain[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && cell === "" && closes(plain, i)) quoted = true;
    else if (c === "\t" || c === "\n") {
      cells.push(cell);
      cell = "";
      if (c === "\n") {
        rows.push(cells);
        cells = [];
      }
    } else cell += c;
  }
  // Spreadsheets end the last row, too.
  if (cell !== "" || cells.length > 0) rows.push([...cells, cell]);
  return rows;
}

/** closes tells whether a quote at the beginning of a cell is one that spreadsheets add: then it ends before a tab or a break. */
function closes(text: string, at: number): boolean {
  const end = /^"(?:[^"]|"")*"(?=[\t\n]|$)/.exec(text.slice(at));
  return end !== null && /[\t\n"]/.test(end[0].slice(1, -1));
}
