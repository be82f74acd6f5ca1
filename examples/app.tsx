import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Meeting } from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";

const root = document.createElement("div");
document.body.append(root);

createRoot(root).render(
  <StrictMode>
    <Meeting signalingUrls="wss://sora.example.com/signaling" channelId="weekly" chat />
  </StrictMode>,
);
