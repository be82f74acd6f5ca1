import { describe } from "vitest";
import { createPeer } from "./support/engine.ts";
import { describeMixedCall } from "./support/mixed-call.ts";

describe("a call of built-in peers and peers with released behaviour behind the guard", () => {
  describeMixedCall(createPeer);
});
