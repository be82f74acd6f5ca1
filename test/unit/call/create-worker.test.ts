import { describe, expect, it } from "vitest";
import { startWorker } from "../../../src/call/create-worker.ts";

const worker = { postMessage() {}, addEventListener() {}, terminate() {} } as unknown as Worker;

function thrower(error: unknown): () => Worker {
  return () => {
    throw error;
  };
}

describe("the call's worker", () => {
  it("is the worker that createWorker returns", () => {
    expect(startWorker(() => worker)).toBe(worker);
  });

  it.each([
    [
      "a page with Trusted Types",
      new TypeError("Failed to construct 'Worker': This document requires 'TrustedScriptURL' assignment."),
      "Trusted Types",
    ],
    [
      "a script on another origin",
      new DOMException("Script at 'https://cdn.example/' cannot be accessed", "SecurityError"),
      "worker.js",
    ],
    ["a page whose policy forbids it", new Error("refused"), "worker-src"],
    ["a createWorker that throws what is no error", "no", "createWorker"],
  ])("causes a typed error with a remedy when it cannot be made in %s", (_where, cause, remedy) => {
    expect(() => startWorker(thrower(cause))).toThrow(
      expect.objectContaining({
        name: "SoraE2EEError",
        code: "worker-crashed",
        cause,
        message: expect.stringContaining(remedy),
      }),
    );
  });

  it.each([
    ["nothing", undefined],
    ["a promise", Promise.resolve(worker)],
    ["an address", "/worker.js"],
    ["an object", {}],
  ])("is refused when createWorker returns %s", (_what, returned) => {
    expect(() => startWorker(() => returned as unknown as Worker)).toThrow(
      expect.objectContaining({ code: "invalid-options", message: expect.stringContaining("createWorker") }),
    );
  });
});
