import { useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "react-router";
import { useLang } from "../lib/text";

interface Props {
  title: string;
  /** One or two sentences below the title: what the page is for. */
  intro?: ReactNode;
  /** Actions, right of the title. */
  extra?: ReactNode;
  children: ReactNode;
}

/** The address whose heading took the focus; the first page of a visit leaves the focus where the browser puts it. */
let focused: string | null = null;

/** Page begins every page: it sets the title of the window, and on a change of page moves the focus to its heading. */
export function Page({ title, intro, extra, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  const lang = useLang();
  useEffect(() => {
    document.title = `${title} · ${lang === "zh" ? "诚信" : "Chengxin"}`;
  }, [title, lang]);
  useEffect(() => {
    if (focused !== null && focused !== pathname) {
      heading.current?.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    }
    focused = pathname;
  }, [pathname]);
  return (
    <>
      <div className="cx-page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {intro !== undefined && <div className="cx-intro">{intro}</div>}
        </div>
        {extra !== undefined && <div className="cx-page-extra">{extra}</div>}
      </div>
      {children}
    </>
  );
}
