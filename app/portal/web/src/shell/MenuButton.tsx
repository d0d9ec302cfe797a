import { useEffect, useId, useRef, useState, type ReactNode } from "react";

interface Props {
  /** Read aloud, and shown on hover. */
  label: string;
  icon: ReactNode;
  /** Shown beside the icon. */
  caption?: string;
  /** What unfolds; call `close` after a choice. */
  children: (close: () => void) => ReactNode;
}

/** MenuButton unfolds a few choices below itself. Escape, a click elsewhere, or leaving it with Tab folds it. */
export function MenuButton({ label, icon, caption, children }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const returns = useRef(false);
  useEffect(() => {
    if (!open) return;
    const outside = (e: Event) => {
      if (e.target instanceof Node && box.current?.contains(e.target) === false) setOpen(false);
    };
    const escape = (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", escape);
    };
  }, [open]);
  // What had the focus is gone when it closes: the button takes it.
  useEffect(() => {
    if (!open && document.activeElement === document.body && returns.current) button.current?.focus();
    returns.current = open;
  }, [open]);
  return (
    <div className="cx-menu" ref={box}>
      <button
        type="button"
        ref={button}
        className="cx-tool"
        aria-expanded={open}
        aria-controls={id}
        aria-label={caption === undefined ? label : `${label}: ${caption}`}
        title={label}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {icon}
        {caption !== undefined && <span className="cx-caption">{caption}</span>}
      </button>
      <div className="cx-menu-panel" id={id} hidden={!open}>
        {open && children(() => setOpen(false))}
      </div>
    </div>
  );
}
