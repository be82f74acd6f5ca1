import { useEffect, useState } from "react";
import { type ScreenAvailability, watchScreenAvailability } from "../devices/screen-availability.ts";

/** Whether this page can share a screen. `unknown` in the first render, as on the server. */
export function useScreenAvailability(): ScreenAvailability {
  const [availability, setAvailability] = useState<ScreenAvailability>("unknown");
  useEffect(() => watchScreenAvailability(setAvailability), []);
  return availability;
}
