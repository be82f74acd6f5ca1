import { describe, expect, it } from "vitest";
import { RateLimit } from "../../../src/sora/relay/rate-limit.ts";

const burst = 256;

describe("the rate limit of a relay that does not name senders", () => {
  it("keeps an allowance for an honest peer after an attacker made up the maximum number of senders", () => {
    let now = 0;
    const limit = new RateLimit(() => now);
    for (let i = 0; i < 1024; i++) limit.take(`made up ${i}`);
    now += 1000;
    for (let i = 0; i < 10 * burst; i++) limit.take(`flood ${i}`);
    now += 20;
    for (let i = 0; i < 5; i++) limit.take(`more ${i}`);
    expect(limit.take("honest")).toBe(true);
  });

  it("does not reset a sender's used allowance by forgetting the sender", () => {
    let now = 0;
    const limit = new RateLimit(() => now);
    for (let i = 0; i < burst; i++) limit.take("flood");
    for (let i = 0; i < 2048; i++) limit.take(`made up ${i}`);
    now += 1;
    limit.take("another");
    expect(limit.take("flood")).toBe(false);
  });
});
