import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadSession } from "./api/session";
import { App } from "./app";
import "./shell/shell.css";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");
void loadSession();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
