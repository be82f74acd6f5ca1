import { createLocalMedia, en, ja, SoraE2EEError, watchScreenAvailability } from "react-sora-e2ee/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { screenProblem } from "../../src/components/controls/screen-problem.ts";
import { createI18n } from "../../src/i18n/index.ts";
import { fakeDevices } from "./support/fake-devices.ts";

beforeEach(() => {
  fakeDevices();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  for (const name of ["featurePolicy", "permissionsPolicy"]) Reflect.deleteProperty(document, name);
});

/** The browser answers a request for a screen with this exception after this number of milliseconds. */
async function refusedWith(cause: unknown, after = 0): Promise<SoraE2EEError> {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  vi.spyOn(navigator.mediaDevices, "getDisplayMedia").mockImplementation(
    () => new Promise((_resolve, reject) => setTimeout(() => reject(cause), after)),
  );
  const refused = createLocalMedia()
    .startScreen()
    .catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(after);
  const error = await refused;
  if (!(error instanceof SoraE2EEError)) throw new Error("startScreen did not reject with a typed error");
  expect(error.cause).toBe(cause);
  return error;
}

function permission(state: PermissionState) {
  const status = Object.assign(new EventTarget(), { state });
  vi.stubGlobal(
    "navigator",
    Object.create(navigator, { permissions: { value: { query: async () => status } } }),
  );
  return {
    become: (next: PermissionState) => {
      status.state = next;
      status.dispatchEvent(new Event("change"));
    },
  };
}

function allowFeature(name: "featurePolicy" | "permissionsPolicy", allowed: boolean) {
  Object.defineProperty(document, name, {
    configurable: true,
    value: { allowsFeature: (feature: string) => feature !== "display-capture" || allowed },
  });
}

const firefox = "The request is not allowed by the user agent or the platform in the current context.";

describe("a refused request for a screen", () => {
  it.each([
    ["NotReadableError", "screen-not-readable"],
    ["AbortError", "screen-failed"],
    ["NotFoundError", "screen-not-found"],
    ["OverconstrainedError", "screen-constraints"],
    ["InvalidStateError", "screen-needs-click"],
    ["NotSupportedError", "screen-unsupported"],
    ["SecurityError", "screen-not-allowed"],
    ["DataError", "screen-failed"],
  ])("has its own code and text for %s", async (name, code) => {
    const error = await refusedWith(new DOMException("", name));
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/camera|microphone/iu);
  });

  it.each([
    ["a TypeError", new TypeError("min is not allowed"), "screen-constraints"],
    ["an object that is no Error", { name: "OverconstrainedError" }, "screen-constraints"],
    ["a string", "no", "screen-failed"],
    ["nothing", undefined, "screen-failed"],
  ])("has a code for %s", async (_what, cause, code) => {
    const error = await refusedWith(cause);
    expect(error.code).toBe(code);
  });

  it.each([
    ["Chromium, the page's policy", "Access to the feature is disallowed by permissions policy.", 5_000],
    ["Chromium, the system", "Permission denied by system", 5_000],
    ["Firefox, without a picker", firefox, 20],
    ["a browser that says nothing, without a picker", "", 0],
  ])("is reported as a refusal: %s", async (_what, message, after) => {
    const error = await refusedWith(new DOMException(message, "NotAllowedError"), after);
    expect(error.code).toBe("screen-not-allowed");
  });

  it.each([
    ["Chromium", "Permission denied by user", 0],
    ["an older Chromium", "Permission denied", 0],
    ["Firefox", firefox, 2_000],
    ["Safari", `${firefox.slice(0, -1)}, possibly because the user denied permission.`, 2_000],
  ])("is reported as a closed picker: %s", async (_what, message, after) => {
    const error = await refusedWith(new DOMException(message, "NotAllowedError"), after);
    expect(error.code).toBe("screen-not-chosen");
  });

  it("is reported as a refusal when the browser says that the permission is denied", async () => {
    permission("denied");
    const error = await refusedWith(new DOMException("Permission denied", "NotAllowedError"), 5_000);
    expect(error.code).toBe("screen-not-allowed");
  });
});

describe("the texts about a screen", () => {
  const codes = Object.keys(en).flatMap((key) => /^error\.(screen-.*)\.what$/u.exec(key)?.[1] ?? []);

  it.each([
    ["English", createI18n("en", en), /camera|microphone/iu],
    ["Japanese", createI18n("ja", ja), /カメラ|マイク/u],
  ])("do not mention a camera or microphone in %s", (_language, i18n, wrong) => {
    expect(codes.length).toBeGreaterThan(7);
    const shown = codes.map((code) => screenProblem(i18n, code as SoraE2EEError["code"]));
    expect(shown.filter((problem) => problem === null)).toHaveLength(1);
    for (const problem of shown) expect(`${problem?.label} ${problem?.sentences}`).not.toMatch(wrong);
  });
});

describe("the availability of screen sharing", () => {
  const watched = () => {
    const answers: string[] = [];
    const stop = watchScreenAvailability((answer) => answers.push(answer));
    return { answers, stop };
  };

  it.each(["featurePolicy", "permissionsPolicy"] as const)("follows document.%s", (name) => {
    allowFeature(name, true);
    expect(watched().answers).toEqual(["available"]);
    allowFeature(name, false);
    expect(watched().answers).toEqual(["screen-not-allowed"]);
  });

  it("is unsupported without getDisplayMedia, and without mediaDevices", () => {
    vi.stubGlobal("navigator", Object.create(navigator, { mediaDevices: { value: {} } }));
    expect(watched().answers).toEqual(["screen-unsupported"]);
    vi.stubGlobal("navigator", Object.create(navigator, { mediaDevices: { value: undefined } }));
    expect(watched().answers).toEqual(["screen-unsupported"]);
  });

  it("follows the browser's permission until the watcher stops", async () => {
    const { become } = permission("denied");
    const { answers, stop } = watched();
    await vi.waitFor(() => expect(answers).toEqual(["available", "screen-not-allowed"]));
    become("prompt");
    expect(answers.at(-1)).toBe("available");
    stop();
    become("denied");
    expect(answers.at(-1)).toBe("available");
  });
});
