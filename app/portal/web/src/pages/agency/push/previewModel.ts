import type { Problem } from "../grid/types";
import { parseDay, termOf, yearOf, type Term } from "../shared/term";
import { itemFinder, itemTitle, type Item } from "../shared/useResources";
import type { Clock } from "../shared/useWorkdays";
import type { Table } from "./reading/table";
import type { Outcome } from "./send";

/** Line is one record of the preview with what was found. */
export interface Line {
  line: number;
  /** null where the preview did not read it. */
  cells: readonly string[] | null;
  /** Against the whole record, or an item that the file has no column for. */
  row: readonly Problem[];
  /** By column. */
  columns: ReadonlyMap<number, readonly Problem[]>;
  refused: boolean;
  hinted: boolean;
  /** Of the decision; undefined where there is none. */
  term: Term | undefined;
}

export interface Column {
  title: string;
  /** As the file has it, where that is another word. */
  note?: string;
  /** The item it holds; -1 for a column of an older template, which no item is tied to. */
  item: number;
}

export interface Preview {
  columns: readonly Column[];
  lines: readonly Line[];
  /** The place in `columns` of the day that terms are counted from; -1 for none. */
  decided: number;
}

interface Source {
  table: Table | null;
  items: readonly Item[];
  /** Name of the item that holds the day of the decision; empty when the resource has none. */
  decisionItem: string;
  outcomes: readonly Outcome[];
  clock: Clock | null;
}

/** previewOf lays a file and what was found in it side by side. Without a file that can be read, it shows what has findings. */
export function previewOf({ table, items, decisionItem, outcomes, clock }: Source): Preview {
  const find = itemFinder(items);
  const columns = table === null ? columnsOfFindings(items, outcomes, find) : table.header.map((name) => columnFor(name, find(name), items));
  const columnOf = new Map<number, number>();
  columns.forEach((c, i) => {
    if (c.item >= 0) columnOf.set(c.item, i);
  });
  const decided = columnOf.get(find(decisionItem)) ?? -1;
  const findings = new Map<number, Outcome[]>();
  for (const o of outcomes) findings.set(Number(o.line), [...(findings.get(Number(o.line)) ?? []), o]);
  const read = new Map(table?.rows.map((r) => [r.line, r.cells]));
  const numbers = [...new Set([...read.keys(), ...findings.keys()])].sort((a, b) => a - b);
  const lines = numbers.map((line) => {
    const cells = read.get(line) ?? null;
    return { line, cells, term: termAt(cells?.[decided], clock), ...sorted(findings.get(line) ?? [], items, find, columnOf) };
  });
  return { columns, lines, decided };
}

function columnFor(name: string, item: number, items: readonly Item[]): Column {
  const known = items[item];
  const title = known === undefined ? name : itemTitle(known);
  return title === name ? { title, item } : { title, note: name, item };
}

/** columnsOfFindings are the items that something was found against, in their order. */
function columnsOfFindings(items: readonly Item[], outcomes: readonly Outcome[], find: (name: string) => number): Column[] {
  const named = new Set(outcomes.map((o) => find(o.field)));
  return items.flatMap((item, i) => (named.has(i) ? [{ title: itemTitle(item), item: i }] : []));
}

function sorted(outcomes: readonly Outcome[], items: readonly Item[], find: (name: string) => number, columnOf: ReadonlyMap<number, number>): Pick<Line, "row" | "columns" | "refused" | "hinted"> {
  const row: Problem[] = [];
  const columns = new Map<number, Problem[]>();
  for (const o of outcomes) {
    const item = find(o.field);
    const column = columnOf.get(item);
    const problem = problemOf(o);
    if (column !== undefined) columns.set(column, [...(columns.get(column) ?? []), problem]);
    else row.push({ ...problem, message: named(problem.message, items[item]) });
  }
  return { row, columns, refused: outcomes.some((o) => o.status === "refused"), hinted: outcomes.some((o) => o.status !== "refused") };
}

/** named puts the item's name before a message that does not name it. */
const named = (message: string, item: Item | undefined): string => (item === undefined || message.includes(itemTitle(item)) ? message : `${itemTitle(item)}: ${message}`);

/** problemOf is a finding as the grid shows it. */
export function problemOf(o: Pick<Outcome, "status" | "message" | "next_step">): Problem {
  return { tone: o.status === "refused" ? "danger" : "warn", message: o.message, next: o.next_step };
}

function termAt(value: string | undefined, clock: Clock | null): Term | undefined {
  const day = value === undefined || clock === null ? null : parseDay(value);
  return day === null || clock === null ? undefined : (termOf(day, clock.today, clock.workdays) ?? undefined);
}

/** provisionalYears are the years whose working days are not certain and decide over a term shown. */
export function provisionalYears(lines: readonly Line[], clock: Clock | null): number[] {
  return clock?.provisional.filter((year) => lines.some((l) => l.term !== undefined && yearOf(l.term.due) === year)) ?? [];
}

export type Filter = "all" | "refused" | "hinted";

/** filtered keeps the lines of a filter. */
export function filtered(lines: readonly Line[], filter: Filter): readonly Line[] {
  return filter === "all" ? lines : lines.filter((l) => (filter === "refused" ? l.refused : l.hinted));
}

/** Finding is one entry of the list beside the grid. */
export interface Finding extends Problem {
  line: number;
  /** -1: against the row. */
  col: number;
}

/** findingsOf lists what stands against lines, in their order. */
export function findingsOf(lines: readonly Line[]): Finding[] {
  return lines.flatMap((l) => [
    ...l.row.map((p) => ({ ...p, line: l.line, col: -1 })),
    ...[...l.columns].sort(([a], [b]) => a - b).flatMap(([col, problems]) => problems.map((p) => ({ ...p, line: l.line, col }))),
  ]);
}

/** columnWidth fits a column to what it shows, within bounds; wide characters count double. In pixels. */
export function columnWidth(title: string, samples: readonly string[]): number {
  const units = (text: string) => Array.from(text).reduce((n, c) => n + (c > "\u2e7f" ? 2 : 1), 0);
  const content = Math.max(0, ...samples.map(units));
  return Math.min(260, Math.max(96, 34 + 7 * Math.max(content, Math.ceil(units(title) / 2) + 2)));
}
