import { ConfigProvider, theme as antd } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useLayoutEffect, useMemo, useSyncExternalStore, type ReactNode } from "react";
import { recall, remember, store, useStore } from "../lib/store";
import { useLang } from "../lib/text";
import { antTokens, cssVariables, dark, light, type Palette } from "./tokens";

export const themeChoices = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const key = "chengxin.theme";
const choice = store<ThemeChoice>(themeChoices.find((c) => c === recall(key)) ?? "system");
const systemDark = matchMedia("(prefers-color-scheme: dark)");

/** useThemeChoice is what the user chose; the system's wish is followed until then. */
export const useThemeChoice = (): ThemeChoice => useStore(choice);

/** setThemeChoice remembers a choice. */
export function setThemeChoice(next: ThemeChoice): void {
  remember(key, next);
  choice.set(next);
}

/** useDark tells whether the dark theme is on. */
export function useDark(): boolean {
  const system = useSyncExternalStore(followSystem, () => systemDark.matches);
  const chosen = useThemeChoice();
  return chosen === "system" ? system : chosen === "dark";
}

/** usePalette gives the colours in force, for pictures that style sheets do not reach. */
export function usePalette(): Palette {
  return useDark() ? dark : light;
}

/** Theme dresses its content and the page in the theme and language in force. */
export function Theme({ children }: { children: ReactNode }) {
  const isDark = useDark();
  const lang = useLang();
  const palette = isDark ? dark : light;
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.dataset["theme"] = isDark ? "dark" : "light";
    root.style.colorScheme = isDark ? "dark" : "light";
    for (const [name, value] of cssVariables(palette)) root.style.setProperty(name, value);
  }, [isDark, palette]);
  const config = useMemo(
    () => ({ algorithm: isDark ? antd.darkAlgorithm : antd.defaultAlgorithm, ...antTokens(palette) }),
    [isDark, palette],
  );
  return (
    <ConfigProvider theme={config} locale={lang === "zh" ? zhCN : enUS} button={{ autoInsertSpace: false }} form={{ requiredMark: true }}>
      {children}
    </ConfigProvider>
  );
}

function followSystem(tell: () => void): () => void {
  systemDark.addEventListener("change", tell);
  return () => systemDark.removeEventListener("change", tell);
}
