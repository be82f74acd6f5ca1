import { randomUUID } from "node:crypto";
import {
  createDevServer,
  type DevServer,
  type DevServerOptions,
  type Stats,
} from "../../../dev-server/src/index.ts";
import { waitLimit } from "../../support/limits.ts";
import type { BrowserKind, Tab, TestBrowser } from "./browser.ts";
import type { Browsers } from "./browsers.ts";
import { ownTile } from "./expectations.ts";
import { shownError, tiles } from "./tiles.ts";
import { eventually } from "./wait.ts";

export interface Person {
  readonly name: string;
  readonly hue: number;
  readonly tone: number;
  readonly tab: Tab;
}

export interface JoinOptions {
  readonly browser?: BrowserKind;
  /** A browser of the test's own, in place of the file's one of this kind. */
  readonly own?: TestBrowser;
  /** Parameters of the page's address beside channel, name and signaling. */
  readonly params?: Readonly<Record<string, string>>;
}

/** A server that does not evict clients on a busy machine, in milliseconds. */
export const patient: DevServerOptions = {
  transportTimeout: waitLimit / 2,
  connectTimeout: 2 * waitLimit,
  pongTimeout: 2 * waitLimit,
};

/** Hues that are still different after a video codec, and a tone for each. */
const looks = [0, 120, 240, 60, 180, 300, 30, 210].map((hue, i) => ({ hue, tone: 400 + i * 250 }));

/** The call's state on the tests' own page, and its last event. Null on other pages. */
function lifeOf(tab: Tab): Promise<string | null> {
  return tab.evaluate(() => {
    if (!("__calls" in window)) return null;
    const { phase, ending, log } = window.__calls.call("main").store.getState();
    return JSON.stringify({ phase, ending, log: log.slice(-8) });
  });
}

/** The first words of the open dialogs. */
function dialogsOf(tab: Tab): Promise<string[]> {
  return tab.evaluate(() =>
    [...document.querySelectorAll("dialog[open]")].map(({ textContent }) => textContent?.slice(0, 120) ?? ""),
  );
}

/** A dev server of its own, a channel, and the people in it. */
export class Meeting {
  readonly channel = `e2e-${randomUUID()}`;
  readonly people: Person[] = [];
  /** Parameters of everybody's page, beside those given when joining. */
  readonly params: Record<string, string> = {};
  readonly #tabs: Tab[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #browsers: Browsers;
  readonly #demoUrl: string;
  readonly #options: DevServerOptions;
  #server: DevServer;

  private constructor(server: DevServer, options: DevServerOptions, browsers: Browsers, demoUrl: string) {
    this.#server = server;
    this.#options = options;
    this.#browsers = browsers;
    this.#demoUrl = demoUrl;
  }

  static async open(browsers: Browsers, demoUrl: string, asked: DevServerOptions = {}): Promise<Meeting> {
    const options = { ...patient, ...asked };
    return new Meeting(await createDevServer(options), options, browsers, demoUrl);
  }

  get server(): DevServer {
    return this.#server;
  }

  /** The server ends, and a new one without state replaces it. `meanwhile` runs while there is none. */
  async restartServer(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    const { port } = this.#server;
    await this.#server.close();
    await meanwhile();
    this.#server = await createDevServer({ ...this.#options, port });
  }

  stats(): Stats {
    return this.server.stats();
  }

  /**
   * Opens the page for a new participant, who joins at once. Later ones may be in the channel earlier: see
   * `arrive`.
   */
  async join(name: string, { browser = "chromium", own, params = {} }: JoinOptions = {}): Promise<Person> {
    const look = looks[this.#tabs.length % looks.length]!;
    const tab = await (own ?? (await this.#browsers.get(browser))).open(look);
    this.#tabs.push(tab);
    const person = { name, ...look, tab };
    this.people.push(person);
    await this.rejoin(person, params);
    return person;
  }

  /**
   * As `join`, but returns when the participant is in the channel, because the order decides whose keys
   * change.
   */
  async arrive(name: string, options?: JoinOptions): Promise<Person> {
    const person = await this.join(name, options);
    await eventually(`${name} is in the channel`, async () => {
      await ownTile(person);
    });
    return person;
  }

  /** Reloads a participant's page: a new connection of the same camera. */
  async rejoin({ name, tab }: Person, params: Readonly<Record<string, string>> = {}): Promise<void> {
    const query = new URLSearchParams({
      channel: this.channel,
      name,
      signaling: this.server.signalingUrl,
      autojoin: "1",
      ...this.params,
      ...params,
    });
    await tab.goto(`${this.#demoUrl}?${query}`);
  }

  /** Removes a participant from the expectations. */
  forget(person: Person): void {
    this.people.splice(this.people.indexOf(person), 1);
  }

  /** Console errors that belong to the test. */
  allowProblems(...patterns: RegExp[]): void {
    this.#allowed.push(...patterns);
  }

  problems(): string[] {
    return this.#tabs
      .flatMap(({ problems }) => problems)
      .filter((problem) => !this.#allowed.some((pattern) => pattern.test(problem)));
  }

  /** A summary of the meeting for a failed test: a line for each page and each connection. */
  async describe(): Promise<readonly string[]> {
    const people = await Promise.all(
      this.people.map(async ({ name, tab }) => {
        const shown = await Promise.all([tiles(tab), shownError(tab), dialogsOf(tab), lifeOf(tab)]).catch(
          String,
        );
        return `${name} in ${tab.browser}: ${JSON.stringify(shown)} ${tab.problems.join("; ")}`;
      }),
    );
    const connections = Object.values(this.stats().channels).flatMap((channel) =>
      Object.entries(channel.connections).map(
        ([id, stats]) => `${id}: ${JSON.stringify(stats)} ${this.server.transportState(id) ?? "ended"}`,
      ),
    );
    return [...people, ...connections];
  }

  async close(): Promise<void> {
    await Promise.all(this.#tabs.map((tab) => tab.close().catch(() => undefined)));
    await this.server.close();
  }
}
