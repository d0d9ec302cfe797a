import { useState } from "react";
import { Link, NavLink, useLocation } from "react-router";
import { logout, sessionState } from "../api/session";
import { useStore } from "../lib/store";
import { setLang, useLang, usePick, useText } from "../lib/text";
import { may, useMe } from "../lib/useMe";
import { GlobeIcon, MenuIcon, MoonIcon, PersonIcon, SunIcon } from "./icons";
import { areaOf } from "./areaOf";
import { MenuButton } from "./MenuButton";
import { areas } from "./registry";
import { text } from "./text";
import { useGoHome } from "./useGoHome";
import { setThemeChoice, useDark, useThemeChoice, type ThemeChoice } from "./theme";

/** Header names the product and holds the areas that the caller may use, language, theme and account. */
export function Header() {
  const t = useText(text);
  return (
    <header className="cx-header">
      <div className="cx-header-row">
        <Link to="/" className="cx-brand">
          <img src={`${import.meta.env.BASE_URL}seal.svg`} alt="" width="32" height="32" />
          <span>
            <strong lang="zh-CN">{t("product")}</strong>
            <small>{t("subtitle")}</small>
          </span>
        </Link>
        <AreaNav />
        <div className="cx-tools">
          <LanguageMenu />
          <ThemeMenu />
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}

function AreaNav() {
  const t = useText(text);
  const pick = usePick();
  const me = useMe();
  const demo = useStore(sessionState).session?.demo ?? false;
  const { pathname } = useLocation();
  const current = areaOf(pathname);
  const [openAt, setOpenAt] = useState<string | null>(null);
  // The menu of a narrow screen closes by itself when it has led somewhere.
  const open = openAt === pathname;
  return (
    <nav className={open ? "cx-areas cx-areas-open" : "cx-areas"} aria-label={t("navigation")}>
      <button
        type="button"
        className="cx-tool cx-areas-toggle"
        aria-expanded={open}
        aria-controls="areas"
        aria-label={t("menu")}
        onClick={() => {
          setOpenAt(open ? null : pathname);
        }}
      >
        <MenuIcon />
      </button>
      <ul id="areas">
        {areas
          .filter((a) => may(me, a.need) && (demo || a.demo !== true))
          .map((a) => (
            <li key={a.id}>
              <NavLink
                to={a.nav.find((n) => may(me, n.need))?.path ?? "/"}
                className={a === current ? "cx-area cx-current" : "cx-area"}
                aria-current={a === current ? "true" : undefined}
              >
                {pick(a.label)}
              </NavLink>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function LanguageMenu() {
  const t = useText(text);
  const lang = useLang();
  return (
    <MenuButton label={t("language")} icon={<GlobeIcon />} caption={lang === "zh" ? "中文" : "EN"}>
      {(close) =>
        (["zh", "en"] as const).map((l) => (
          <button
            key={l}
            type="button"
            lang={l === "zh" ? "zh-CN" : "en"}
            aria-pressed={l === lang}
            onClick={() => {
              void setLang(l);
              close();
            }}
          >
            {l === "zh" ? "简体中文" : "English"}
          </button>
        ))
      }
    </MenuButton>
  );
}

function ThemeMenu() {
  const t = useText(text);
  const chosen = useThemeChoice();
  const isDark = useDark();
  const label: Record<ThemeChoice, string> = { system: t("themeSystem"), light: t("themeLight"), dark: t("themeDark") };
  return (
    <MenuButton label={t("theme")} icon={isDark ? <MoonIcon /> : <SunIcon />}>
      {(close) =>
        (["system", "light", "dark"] as const).map((c) => (
          <button
            key={c}
            type="button"
            aria-pressed={c === chosen}
            onClick={() => {
              setThemeChoice(c);
              close();
            }}
          >
            {label[c]}
          </button>
        ))
      }
    </MenuButton>
  );
}

function AccountMenu() {
  const t = useText(text);
  const me = useMe();
  const goHome = useGoHome();
  const { pathname, search } = useLocation();
  if (me === null) {
    const next = pathname === "/login" ? search : `?next=${encodeURIComponent(pathname + search)}`;
    return (
      <Link className="cx-login" to={`/login${next}`}>
        {t("login")}
      </Link>
    );
  }
  return (
    <MenuButton label={t("account")} icon={<PersonIcon />} caption={me.display_name || me.name}>
      {() => (
        <>
          <p>
            <strong>{me.display_name || me.name}</strong>
            <br />
            {me.agency_name || me.agency}
          </p>
          <button
            type="button"
            onClick={() => {
              void goHome().then(logout);
            }}
          >
            {t("logout")}
          </button>
        </>
      )}
    </MenuButton>
  );
}
