import { SupportNotice, useSupport } from "react-sora-e2ee";

/** Before anyone is asked for a camera. */
export function CanThisBrowser() {
  return <SupportNotice support={useSupport()} />;
}
