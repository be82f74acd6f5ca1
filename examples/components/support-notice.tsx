import { SupportNotice, useSupport } from "react-sora-e2ee";

/** Show it before the browser asks for the camera. */
export function CanThisBrowser() {
  return <SupportNotice support={useSupport()} />;
}
