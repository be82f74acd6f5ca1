import { describe } from "vitest";
import { createMember } from "./support/engine.ts";
import { describeMixedCall } from "./support/mixed-call.ts";

describe("a call of built-in members and members with released behaviour behind the guard", () => {
  describeMixedCall(createMember);
});
