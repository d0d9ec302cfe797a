import { useEffect } from "react";
import { Outlet, useNavigate } from "react-router";
import { CaseBar } from "./cases/CaseBar";
import { searchBox } from "./search/searchBox";
import "./officer.css";

/** Layout stands around the officer's pages: the current case above, and / for the search box from anywhere. */
export function Component() {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target) || document.querySelector("[role=dialog][aria-modal=true]") !== null) return;
      e.preventDefault();
      const box = document.getElementById(searchBox);
      if (box instanceof HTMLInputElement) box.select();
      else void navigate("/officer");
    };
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("keydown", onKey);
    };
  }, [navigate]);
  return (
    <div className="of-desk">
      <CaseBar />
      <Outlet />
    </div>
  );
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable);
