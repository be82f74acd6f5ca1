import { expect, test } from "vitest";
import { explore, type Scenario } from "./model.ts";

const three = ["a", "b", "c"];

/** The events, and true if all runs must end within the attempts that the model allows. */
const scenarios: readonly (readonly [string, Scenario])[] = [
  ["three join", { events: three }],
  ["three join, and the second leaves", { events: [...three, "-b"] }],
  [
    "the committer of three leaves, and timers race with messages",
    { settled: three, events: ["-a"], hurries: 1 },
  ],
  [
    "another one of three leaves, and timers race with messages",
    { settled: three, events: ["-b"], hurries: 1 },
  ],
  [
    "the committer of three leaves, and timers race with messages twice",
    { settled: three, events: ["-a"], hurries: 2 },
  ],
  [
    "two of three leave one after the other, and timers race with messages",
    { settled: three, events: ["-a", "-b"], hurries: 1, tries: 2 },
  ],
  ["two join, and timers race with messages twice", { events: ["a", "b"], hurries: 2 }],
  ["two join, timers race, and a message is lost", { events: ["a", "b"], hurries: 1, losses: 1 }],
  [
    "two join, where the later one makes groups that win",
    { events: ["b", "a"], hurries: 1, losses: 1, descending: true },
  ],
  ["two join, and two messages are lost", { events: ["a", "b"], losses: 2 }],
  ["one of three leaves, and a message is lost", { settled: three, events: ["-b"], losses: 1, tries: 2 }],
  [
    "two commit at once, and no peer notices",
    { settled: three, events: ["-a"], hurries: 1, recovers: false },
  ],
  [
    "the three others commit at once after the committer of four left, and no peer notices",
    { settled: [...three, "d"], events: ["-a"], hurries: 2, recovers: false },
  ],
  [
    "three commit at once after the second of four left, and no peer notices",
    { settled: [...three, "d"], events: ["-b"], hurries: 2, recovers: false },
  ],
  ["two groups meet, and no peer notices", { events: ["a", "b"], hurries: 2, tries: 1, recovers: false }],
  [
    "two groups meet of which the later one wins, and no peer notices",
    { events: ["b", "a"], hurries: 2, tries: 1, recovers: false, descending: true },
  ],
];

test.each(scenarios)(
  "whatever comes first, all are in one group and nobody is unseen when %s",
  (_name, scenario) => {
    const { states, ends, cut } = explore(scenario);
    expect(ends).toBeGreaterThan(0);
    // Most runs end within the attempts of the model. The other runs must not end in a wrong state.
    expect(cut).toBeLessThan(states / 4);
  },
);
