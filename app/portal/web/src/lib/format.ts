import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime";
import type { Lang } from "./text";

dayjs.extend(relativeTime);

const tag = (lang: Lang) => (lang === "zh" ? "zh-CN" : "en-GB");

/** formatNumber groups the digits. The interface writes 64-bit numbers as text; both are taken. Empty for what is no number. */
export function formatNumber(value: number | string | undefined, lang: Lang, digits = 0): string {
  const n = toNumber(value);
  return n === null ? "" : new Intl.NumberFormat(tag(lang), { maximumFractionDigits: digits }).format(n);
}

/** formatPercent writes a share of 0 to 1. */
export function formatPercent(share: number, lang: Lang, digits = 1): string {
  return new Intl.NumberFormat(tag(lang), { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** formatMoney writes an amount given in 万元 (10,000 yuan), which is the unit of the records, with up to 6 decimals. */
export function formatMoney(wan: number | string | undefined, lang: Lang): string {
  const n = toNumber(wan);
  if (n === null) return "";
  return lang === "zh" ? `${formatNumber(n, lang, 6)} 万元` : `CNY ${formatNumber(n * 10_000, lang, 2)}`;
}

/** formatBytes writes a size in steps of 1024. */
export function formatBytes(bytes: number | string | undefined, lang: Lang): string {
  const n = toNumber(bytes);
  if (n === null) return "";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = n < 1 ? 0 : Math.min(Math.floor(Math.log2(n) / 10), units.length - 1);
  return `${formatNumber(n / 1024 ** step, lang, step === 0 ? 0 : 1)} ${units[step] ?? "B"}`;
}

/** formatTime writes an instant in the user's zone, to the minute. */
export function formatTime(rfc3339: string): string {
  const t = dayjs(rfc3339);
  return t.isValid() ? t.format("YYYY-MM-DD HH:mm") : rfc3339;
}

/** formatExact writes an instant to the millisecond with the zone's offset. */
export function formatExact(rfc3339: string): string {
  const t = dayjs(rfc3339);
  return t.isValid() ? t.format("YYYY-MM-DD HH:mm:ss.SSS Z") : rfc3339;
}

/** formatRelative writes how long ago, or in how long. */
export function formatRelative(rfc3339: string, lang: Lang): string {
  const t = dayjs(rfc3339);
  return t.isValid() ? t.locale(lang === "zh" ? "zh-cn" : "en").fromNow() : rfc3339;
}

/** formatDate writes a date without a time. 2099-12-31 is the standard's word for no end. */
export function formatDate(date: string, lang: Lang): string {
  const [, y, m, d] = /^(\d{4})[-/](\d{2})[-/](\d{2})/.exec(date) ?? [];
  if (y === undefined || m === undefined || d === undefined) return date;
  if (`${y}-${m}-${d}` === "2099-12-31") return lang === "zh" ? "长期" : "no end";
  return `${y}-${m}-${d}`;
}

function toNumber(value: number | string | undefined): number | null {
  if (value === undefined || value === "") return null;
  const n = Number(value);
  return Number.isFinite(n) ? n : null;
}
