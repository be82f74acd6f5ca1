import { describe, expect, it } from "vitest";
import { comparedText } from "../../../src/call/method-arguments.ts";
import { createParticipant, participantProblem } from "../../../src/call/participant.ts";

describe("the participant of a call", () => {
  it("has a random id in each call, and says that it is a camera", () => {
    const [one, another] = [createParticipant(), createParticipant()];
    expect(one).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/u), purpose: "camera" });
    expect(another.id).not.toBe(one.id);
  });

  it("is the one that the app gives, where it gives one", () => {
    expect(createParticipant({ id: "p1", purpose: "screen" })).toEqual({ id: "p1", purpose: "screen" });
    expect(createParticipant({ purpose: "screen" })).toMatchObject({ purpose: "screen" });
  });

  it.each([
    ["null", null, "must be an object"],
    ["text", "p1", "must be an object"],
    ["an empty id", { id: "" }, "participant.id"],
    ["an id with a space", { id: "p 1" }, "participant.id"],
    ["a long id", { id: "x".repeat(65) }, "participant.id"],
    ["an id that is a number", { id: 7 }, "participant.id"],
    ["another purpose", { purpose: "both" }, "participant.purpose"],
  ])("is refused with the option's name when it is %s", (_what, given, named) => {
    expect(participantProblem(given)).toContain(named);
  });

  it.each([undefined, {}, { id: "p1" }, { purpose: "screen" }])("is accepted when it is %j", (given) => {
    expect(participantProblem(given)).toBeNull();
  });
});

describe("the given comparison of a safety number", () => {
  it.each([true, false, undefined, 7, {}, { digits: 7 }])("is refused when it is %j", (compared) => {
    expect(() => comparedText(compared)).toThrow(expect.objectContaining({ code: "invalid-options" }));
  });

  it.each([null, "aa:bb", { digits: "1", words: [], emoji: [] }])("is accepted when it is %j", (compared) => {
    expect(() => comparedText(compared)).not.toThrow();
  });
});
