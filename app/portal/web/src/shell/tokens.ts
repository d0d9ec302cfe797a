import type { ThemeConfig } from "antd";

/**
 * The look of the portal, in one place: a deep official blue, a warm neutral ground, the red of a seal for what is serious.
 * Every pair of text and ground keeps a contrast of at least 4.5:1, in both themes, at rest (axe checks it in the browser tests), pointed at and pressed.
 */
export interface Palette {
  ground: string;
  surface: string;
  raised: string;
  line: string;
  text: string;
  muted: string;
  primary: string;
  primaryHover: string;
  link: string;
  linkHover: string;
  tint: string;
  header: string;
  headerText: string;
  seal: string;
  ok: string;
  okTint: string;
  warn: string;
  warnTint: string;
  danger: string;
  dangerHover: string;
  /** What is written on danger. */
  onDanger: string;
  dangerTint: string;
  info: string;
  infoTint: string;
  neutralTint: string;
  /** Series of charts, in order; told apart by people who see colours differently. */
  series: string[];
}

export const light: Palette = {
  ground: "#f5f3ee",
  surface: "#ffffff",
  raised: "#faf8f4",
  line: "#dcd7cc",
  text: "#1e2329",
  muted: "#565c64",
  primary: "#1d4e80",
  primaryHover: "#2a6199",
  link: "#1d4e80",
  linkHover: "#2a6199",
  tint: "#e6edf5",
  header: "#163a5f",
  headerText: "#f4f1ea",
  seal: "#a8322a",
  ok: "#2b6238",
  okTint: "#e6f1e7",
  warn: "#7d4f00",
  warnTint: "#fbf0d9",
  danger: "#9d2c25",
  dangerHover: "#b3382f",
  onDanger: "#ffffff",
  dangerTint: "#f9e6e3",
  info: "#1d4e80",
  infoTint: "#e6edf5",
  neutralTint: "#ece9e2",
  series: ["#1d4e80", "#c07a1e", "#3f7d5a", "#a8322a", "#6d5a96", "#4f8fa8", "#8a8478", "#b35c86"],
};

export const dark: Palette = {
  ground: "#14171b",
  surface: "#1b1f25",
  raised: "#22272e",
  line: "#363d47",
  text: "#e7e4dd",
  muted: "#a9aeb6",
  primary: "#38719f",
  primaryHover: "#3d78a6",
  link: "#8fbbe4",
  linkHover: "#b3d2ef",
  tint: "#21313f",
  header: "#0f2538",
  headerText: "#ebe7df",
  seal: "#b03d34",
  ok: "#8fcb9b",
  okTint: "#1d3324",
  warn: "#e3b566",
  warnTint: "#3a2d13",
  danger: "#f0a097",
  dangerHover: "#f5b7b0",
  onDanger: "#2a1210",
  dangerTint: "#40211e",
  info: "#8fbbe4",
  infoTint: "#21313f",
  neutralTint: "#2b3038",
  series: ["#7fb0dd", "#e0a458", "#7dbb93", "#e08a80", "#b3a0dd", "#83c3d8", "#b5afa3", "#dd9abb"],
};

/** System fonts only: nothing is fetched from anywhere. */
export const fontFamily =
  '-apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei", "Helvetica Neue", Arial, sans-serif';
export const monoFamily = 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Consolas, "DejaVu Sans Mono", monospace';

/** antTokens dresses Ant Design in a palette. */
export function antTokens(p: Palette): Pick<ThemeConfig, "token" | "components"> {
  return {
    token: {
      colorPrimary: p.primary,
      colorPrimaryHover: p.primaryHover,
      colorPrimaryActive: p.header,
      colorInfo: p.info,
      colorSuccess: p.ok,
      colorWarning: p.warn,
      colorError: p.danger,
      colorErrorText: p.danger,
      colorErrorHover: p.dangerHover,
      colorErrorActive: p.danger,
      colorLink: p.link,
      colorLinkHover: p.linkHover,
      colorLinkActive: p.link,
      colorText: p.text,
      colorTextSecondary: p.muted,
      colorTextTertiary: p.muted,
      colorTextDescription: p.muted,
      colorTextPlaceholder: p.muted,
      colorBgLayout: p.ground,
      colorBgContainer: p.surface,
      colorBgElevated: p.surface,
      colorBorder: p.line,
      colorBorderSecondary: p.line,
      controlItemBgActive: p.tint,
      borderRadius: 4,
      borderRadiusLG: 6,
      fontFamily,
      fontFamilyCode: monoFamily,
      fontSize: 14,
      controlHeight: 34,
      wireframe: false,
    },
    components: {
      // The hover colour of primary is a ground for white text, no colour of text on dark ground.
      Button: {
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
        fontWeight: 500,
        defaultHoverColor: p.linkHover,
        defaultHoverBorderColor: p.linkHover,
        defaultActiveColor: p.link,
        defaultActiveBorderColor: p.link,
        dangerColor: p.onDanger,
      },
      Card: { headerFontSize: 15, bodyPadding: 20, headerHeight: 46 },
      Table: { headerBg: p.raised, headerColor: p.muted, cellPaddingBlock: 10, cellPaddingInline: 12, headerSplitColor: "transparent", rowHoverBg: p.raised },
      Tabs: { horizontalItemPadding: "10px 2px" },
      Descriptions: { labelBg: p.raised, labelColor: p.muted },
      Modal: { titleFontSize: 17 },
    },
  };
}

/** cssVariables makes the palette available to the style sheets, as `--cx-<name>`. */
export function cssVariables(p: Palette): [string, string][] {
  const plain = Object.entries(p).filter((e): e is [string, string] => typeof e[1] === "string");
  return [...plain.map(([name, value]): [string, string] => [`--cx-${name}`, value]), ["--cx-font", fontFamily], ["--cx-mono", monoFamily]];
}
