import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "react-sora-e2ee/styles.css";
import { App } from "./App.tsx";
import "./demo.css";
import { readParams } from "./params.ts";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no #root.");

createRoot(root).render(
  <StrictMode>
    <App params={readParams(location.search)} />
  </StrictMode>,
);
