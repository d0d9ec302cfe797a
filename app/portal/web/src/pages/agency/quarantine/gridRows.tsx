import { Button } from "antd";
import { Link } from "react-router";
import { StatusTag } from "../../../components/StatusTag";
import type { GridColumn, GridRow } from "../grid/types";
import { columnWidth } from "../push/previewModel";
import { TermTag } from "../shared/TermTag";
import type { Quarantined } from "../shared/useOpenQuarantine";
import { itemTitle, type Item } from "../shared/useResources";
import { toFault } from "../../../api/fault";
import { faultNextStep, faultSentence } from "../../../components/FaultView";
import type { Lang, Translate } from "../../../lib/text";
import { openProblems, problemsOf, valueAt, type Correction } from "./corrections";

/** Texts longer than this are edited in several lines, in characters. */
const longText = 80;

type Words = Translate<"must" | "conditional" | "optional" | "sealed" | "submit" | "wrong" | "changed" | "sending" | "done" | "failed" | "again" | "receipt" | "withdraws">;
type LineWord = Translate<"line">;

/** correctionColumns are the items of a resource as columns, with their obligation. */
export function correctionColumns(items: readonly Item[], records: readonly Quarantined[], t: Words): GridColumn[] {
  const duty: Record<string, string> = { M: t("must"), C: t("conditional"), O: t("optional") };
  return items.map((item) => ({
    key: item.name,
    title: itemTitle(item),
    note: [duty[item.obligation] ?? item.obligation, item.sensitivity === "sealed" ? t("sealed") : ""].filter(Boolean).join(" · "),
    width: columnWidth(itemTitle(item), records.map((q) => q.fields?.[item.name] ?? "")),
    ...(item.codes.length > 0 ? { options: item.codes.map((c) => c.replace("**", "")) } : {}),
    ...(item.type === "C" && item.length > longText && item.codes.length === 0 ? { long: true } : {}),
  }));
}

interface RowOptions {
  /** The items of the resource, and those shown as columns. */
  all: readonly Item[];
  items: readonly Item[];
  /** Shows sealed items in clear. */
  reveal: boolean;
  t: Words;
  area: LineWord;
  lang: Lang;
  onSubmit: () => void;
}

/** correctionRow is a row of the grid. */
export function correctionRow(c: Correction, { all, items, reveal, t, area, lang, onSubmit }: RowOptions): GridRow {
  const problems = problemsOf(c, all);
  const failure = c.error === null ? [] : [{ tone: "danger" as const, message: faultSentence(toFault(c.error), lang), next: faultNextStep(toFault(c.error), lang) }];
  return {
    key: c.first,
    label: area("line", { n: c.line }),
    head: (tabIndex) => <Head correction={c} items={all} t={t} tabIndex={tabIndex} onSubmit={onSubmit} />,
    problems: [...failure, ...problems.row],
    locked: c.state === "done" || c.state === "sending",
    cells: items.map((item) => ({
      text: valueAt(c, item.name),
      problems: problems.items.get(item.name) ?? [],
      changed: c.edits[item.name] !== undefined,
      masked: item.sensitivity === "sealed" && !reveal,
    })),
  };
}

interface HeadProps {
  correction: Correction;
  items: readonly Item[];
  t: Words;
  tabIndex: 0 | -1;
  onSubmit: () => void;
}

function Head({ correction: c, items, t, tabIndex, onSubmit }: HeadProps) {
  const done = c.state === "done";
  return (
    <>
      <span className="ag-line-number">{c.line}</span>
      <span className="ag-head-state">
        <State correction={c} items={items} t={t} />
        {c.withdraws && <StatusTag tone="neutral">{t("withdraws")}</StatusTag>}
        {!done && c.left !== undefined && <TermTag left={c.left} short />}
      </span>
      {done ? (
        c.receipt !== "" && (
          <Link to={`/agency/receipts/${encodeURIComponent(c.receipt)}`} tabIndex={tabIndex}>
            {t("receipt")}
          </Link>
        )
      ) : (
        <Button size="small" tabIndex={tabIndex} loading={c.state === "sending"} onClick={onSubmit}>
          {t("submit")}
        </Button>
      )}
    </>
  );
}

function State({ correction: c, items, t }: Pick<HeadProps, "correction" | "items" | "t">) {
  const changed = Object.keys(c.edits).length;
  const wrong = openProblems(c, items);
  if (c.state === "done") return <StatusTag tone="ok">{t("done")}</StatusTag>;
  if (c.state === "sending") return <StatusTag tone="info">{t("sending")}</StatusTag>;
  if (c.state === "failed") return <StatusTag tone="danger">{t("failed")}</StatusTag>;
  if (changed > 0) return <StatusTag tone="info">{t("changed", { n: changed })}</StatusTag>;
  return <StatusTag tone="danger">{t(c.state === "again" ? "again" : "wrong", { n: wrong })}</StatusTag>;
}
