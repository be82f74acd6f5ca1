import { useEffect, useState } from "react";

/** Whether this browser can share a screen at all: those of phones cannot. False in the first render, as on the server. */
export function useCanShareScreen(): boolean {
  const [can, setCan] = useState(false);
  useEffect(() => setCan("getDisplayMedia" in (navigator.mediaDevices ?? {})), []);
  return can;
}
