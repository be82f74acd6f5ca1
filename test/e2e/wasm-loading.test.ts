import { expect, test } from "vitest";
import type { SoraE2EEErrorCode } from "../../src/errors.ts";
import type { Tab } from "./support/browser.ts";
import { everyoneEncrypted } from "./support/expectations.ts";
import { everythingReleased } from "./support/released.ts";
import { wasmSetting } from "./support/sora-wasm/setting.ts";
import { wasmFile, wasmIntegrity, withWasm } from "./support/sora-wasm/stand-ins.ts";
import { connections, everythingSealed } from "./support/stats.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = wasmSetting();

/**
 * The policies of a strict site, with and without the one source that WebAssembly needs. The blob is for the
 * fake camera's clock.
 */
const policies = {
  enough: "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:",
  "too little": "script-src 'self'; worker-src 'self' blob:",
} as const;

interface Failure {
  readonly what: string;
  readonly params: Readonly<Record<string, string>>;
  readonly code: SoraE2EEErrorCode;
  /** Stands in the details. */
  readonly says: string;
  readonly policy?: string;
  /** The violations that the browser reports. */
  readonly problem?: RegExp;
}

const failures: readonly Failure[] = [
  {
    what: "a wasm file that is not there",
    params: { wasm: "/missing.wasm" },
    code: "wasm-not-found",
    says: "/missing.wasm: the server answered 404",
    problem: /404/,
  },
  {
    what: "a wasm_exec.js that is not there",
    params: { wasmExec: "/missing.js" },
    code: "wasm-not-found",
    says: "wasm_exec.js could not be loaded from",
    problem: /404/,
  },
  {
    what: "an HTML page in place of the wasm",
    params: { wasm: "/page.wasm" },
    code: "wasm-invalid",
    says: "An HTML page (text/html",
  },
  {
    what: "another hash than expected",
    params: { wasmIntegrity: `sha384-${"A".repeat(64)}` },
    code: "wasm-integrity-mismatch",
    says: wasmIntegrity,
  },
  {
    what: "the wasm_exec.js of another Go release",
    params: { wasm: "/go-1.15.wasm" },
    code: "wasm-runtime-mismatch",
    says: "(go.runtime.walltime1)",
  },
  {
    what: "a program that is not Sora's",
    params: { wasmExec: "/wasm_exec-neither.js" },
    code: "wasm-no-global",
    says: "neither e2ee nor E2EE",
  },
  {
    what: "a Content Security Policy without wasm-unsafe-eval",
    params: {},
    policy: policies["too little"],
    code: "wasm-invalid",
    says: "'wasm-unsafe-eval' to script-src",
    problem: /Content Security Policy/,
  },
];

const named = failures.map((failure) => [failure.what, failure.code, failure] as const);

test.each(named)("%s causes %s, with nothing sent and nothing left open", async (_what, code, failure) => {
  const { meeting } = await open(failure.policy === undefined ? {} : { policy: failure.policy });
  if (failure.problem) meeting.allowProblems(failure.problem);
  const { tab } = await meeting.join("Wim", { params: { ...withWasm, ...failure.params } });

  await eventually("an error shows", async () => expect(await shownError(tab)).toBe(code));
  expect(await tab.evaluate(() => document.querySelector("[data-sora-error]")?.textContent)).toContain(
    failure.says,
  );
  await everythingReleased(tab);
  expect(connections(meeting.stats(), meeting.channel)).toEqual([]);
});

test("the right hash and a Content Security Policy that allows WebAssembly do not block the call", async () => {
  const { meeting } = await open({ policy: policies.enough });
  await meeting.join("Wim", { params: { ...withWasm, wasmIntegrity } });
  await meeting.join("Ann");

  await everyoneEncrypted(meeting.people);
  await everythingSealed(meeting);
});

/** The page's display of the download. */
function shownProgress(tab: Tab) {
  return tab.evaluate(() => {
    const bar = document.querySelector("progress");
    return bar && { loaded: bar.value, total: bar.max, text: bar.parentElement?.textContent };
  });
}

test("the page shows the progress of a slow wasm download, and connects afterwards", async () => {
  const { meeting, host } = await open();
  const { tab } = await meeting.join("Wim", { params: { ...withWasm, wasm: "/slow.wasm", lang: "en" } });
  await eventually("the first part shows", async () => {
    const text = `100 kB / ${Math.round(wasmFile.length / 1000)} kB`;
    expect(await shownProgress(tab)).toEqual({ loaded: 100_000, total: wasmFile.length, text });
  });
  expect(connections(meeting.stats(), meeting.channel)).toEqual([]);

  host.release();
  await meeting.join("Ann");
  await everyoneEncrypted(meeting.people);
  expect(await shownProgress(tab)).toBe(null);
});

test.each(["leaves", "closes the page"] as const)(
  "the download ends when a person %s during it",
  async (how) => {
    const { meeting, host } = await open();
    const wim = await meeting.join("Wim", { params: { ...withWasm, wasm: "/slow.wasm" } });
    await eventually("the first part shows", async () => {
      expect((await shownProgress(wim.tab))?.loaded).toBe(100_000);
    });

    meeting.forget(wim);
    if (how === "leaves") await wim.tab.click('button[data-tone="danger"]');
    else await wim.tab.close();

    await eventually("the server sees the request aborted", () => {
      expect(host.requests).toContainEqual({ path: "/slow.wasm", aborted: true });
    });
    if (how === "leaves") await everythingReleased(wim.tab);
    expect(connections(meeting.stats(), meeting.channel)).toEqual([]);
  },
);
