import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect } from "vitest";
import { createDevServer } from "../../../dev-server/src/index.ts";
import { pack } from "../../../scripts/lib/pack.mjs";
import type { BrowserKind, Tab } from "../../e2e/support/browser.ts";
import { Browsers } from "../../e2e/support/browsers.ts";
import { everyoneEncrypted } from "../../e2e/support/expectations.ts";
import { type Person, patient } from "../../e2e/support/meeting.ts";
import { connections, expectEverythingSealed } from "../../e2e/support/stats.ts";

export interface Visit {
  readonly url: string;
  readonly browser?: BrowserKind;
  /** Parameters of the page's address beside channel and signaling. */
  readonly params?: Readonly<Record<string, string>>;
}

/** The tarball that `scripts/check-package.mjs` has checked, or one that is packed now. */
export function tarball(): { readonly path: string; remove(): void } {
  const checked = process.env.PACKAGE_TARBALL;
  if (checked) return { path: checked, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  return { path: pack(folder), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Calls of people whose pages are apps built from the package. To be called once in a test file. */
export function callSetting() {
  const browsers = new Browsers();
  let ends: (() => Promise<void>)[] = [];
  let pages: Tab[] = [];

  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") console.error(await Promise.all(pages.map(describePage)));
    pages = [];
    const ending = ends.reverse();
    ends = [];
    for (const end of ending) await end();
  });
  afterAll(() => browsers.close());

  const visit = async (
    { url, browser = "chromium", params = {} }: Visit,
    query: Record<string, string>,
  ): Promise<Tab> => {
    const tab = await (await browsers.get(browser)).open(null);
    pages.push(tab);
    ends.push(() => tab.close());
    await tab.goto(`${url}?${new URLSearchParams({ ...query, ...params })}`);
    return tab;
  };

  const openServer = async () => {
    const server = await createDevServer(patient);
    ends.push(() => server.close());
    return server;
  };

  return {
    /** Opens one page. */
    visit,
    /** Starts a dev server for this test. */
    openServer,
    /**
     * Opens all pages in one channel. All tiles become encrypted, and the server receives only sealed frames.
     */
    async holdCall(...visits: Visit[]): Promise<readonly Tab[]> {
      const server = await openServer();
      const channel = randomUUID();
      const people: Person[] = [];
      for (const [i, each] of visits.entries()) {
        const tab = await visit(each, { channel, signaling: server.signalingUrl });
        people.push({ name: `${i + 1} (${tab.browser})`, hue: 0, tone: 0, tab });
      }
      await everyoneEncrypted(people);
      expect(connections(server.stats(), channel)).toHaveLength(visits.length);
      expectEverythingSealed(server.stats(), channel);
      const problems = people.flatMap(({ tab }) => tab.problems);
      expect(problems, "errors on the pages' consoles").toEqual([]);
      return people.map(({ tab }) => tab);
    },
  };
}

/** All information about a page, for a failed test. */
async function describePage(tab: Tab): Promise<object> {
  const text = await tab.evaluate(() => document.body.innerText).catch(String);
  return { browser: tab.browser, text, problems: tab.problems };
}
