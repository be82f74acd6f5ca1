import { describe, expect, it } from "vitest";
import { agreementProblem, mlsSuiteOf } from "../../../src/call/agreement-options.ts";
import { engineOptions } from "../../../src/call/engine.ts";

describe("the option agreement", () => {
  it.each([
    ["sora", null],
    ["mls", "x25519"],
    [{ type: "mls" }, "x25519"],
    [{ type: "mls", suite: "x-wing" }, "x-wing"],
  ] as const)("takes %j as the suite %s", (agreement, suite) => {
    expect(agreementProblem(agreement, "messaging", "built-in")).toBeNull();
    expect(mlsSuiteOf(agreement)).toBe(suite);
    expect(engineOptions({ agreement })).toEqual(
      suite === null ? { kind: "built-in" } : { kind: "mls", suite },
    );
  });

  it.each(["MLS", "", null, 7, {}, { type: "sora" }, []])("refuses %j", (agreement) => {
    expect(agreementProblem(agreement, "messaging", "built-in")).toMatch(/^agreement must be/u);
  });

  it.each(["x448", "", null, 7])("refuses the suite %j", (suite) => {
    expect(agreementProblem({ type: "mls", suite }, "messaging", "built-in")).toBe(
      "agreement.suite must be one of x25519, x-wing",
    );
  });

  it("requires the relay messaging, and excludes the engine of another agreement", () => {
    expect(agreementProblem("mls", "signaling", "built-in")).toContain('needs relay "messaging"');
    expect(agreementProblem("mls", { type: "messaging" }, "built-in")).toBeNull();
    expect(agreementProblem("mls", "messaging", { wasmUrl: "a", wasmExecUrl: "b" })).toContain(
      "leave engine out",
    );
    expect(agreementProblem("sora", "signaling", { wasmUrl: "a", wasmExecUrl: "b" })).toBeNull();
  });
});
