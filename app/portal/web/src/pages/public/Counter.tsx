import { useEffect, useRef, useState } from "react";
import { formatNumber } from "../../lib/format";
import { useLang } from "../../lib/text";

/** How long a counter runs to its new value, in milliseconds. */
const run = 700;

/** Counter shows a figure; when it changes it runs to the new value, at once for those who wish less motion. */
export function Counter({ value, name }: { value: string | undefined; name: string }) {
  const lang = useLang();
  const shown = useRunning(value === undefined ? undefined : Number(value));
  return (
    <div className="cx-figure pb-figure">
      <dt>{name}</dt>
      <dd>{shown === undefined ? "—" : formatNumber(Math.round(shown), lang)}</dd>
    </div>
  );
}

function useRunning(target: number | undefined): number | undefined {
  const [shown, setShown] = useState(target);
  const at = useRef(target);
  useEffect(() => {
    const from = at.current;
    if (target === undefined || from === target) return;
    if (from === undefined || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      const next = requestAnimationFrame(() => {
        at.current = target;
        setShown(target);
      });
      return () => {
        cancelAnimationFrame(next);
      };
    }
    const begin = performance.now();
    let frame = requestAnimationFrame(function step(now: number) {
      const share = Math.min((now - begin) / run, 1);
      at.current = from + (target - from) * (1 - (1 - share) ** 3);
      setShown(at.current);
      if (share < 1) frame = requestAnimationFrame(step);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [target]);
  return shown;
}
