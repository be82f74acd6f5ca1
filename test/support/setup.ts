import { vi } from "vitest";
import { waitLimit } from "./limits.ts";

// Vitest has no setting for this limit. Its default of one second is too short for a busy machine.
const { waitFor } = vi;
vi.waitFor = (callback, options = {}) =>
  waitFor(callback, typeof options === "number" ? options : { timeout: waitLimit, ...options });
