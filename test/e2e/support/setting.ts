import { afterAll, afterEach, expect, inject } from "vitest";
import type { DevServerOptions } from "../../../dev-server/src/index.ts";
import { Browsers } from "./browsers.ts";
import { Meeting } from "./meeting.ts";

declare module "vitest" {
  interface TaskMeta {
    /** The state of pages and server when the test failed. It is part of the run's last lines. */
    seen?: readonly string[];
  }
}

export interface Setting {
  /** Opens a meeting and closes it at the end of its test. The test fails if a page had errors. */
  meeting(options?: DevServerOptions, demoUrl?: string): Promise<Meeting>;
}

/** To be called once in a test file. */
export function setting(): Setting {
  const browsers = new Browsers();
  let meetings: Meeting[] = [];

  afterEach(async ({ task }) => {
    const ending = meetings;
    meetings = [];
    if (task.result?.state === "fail") {
      const seen = (await Promise.all(ending.map((meeting) => meeting.describe()))).flat();
      task.meta.seen = seen;
      // Vitest alone, without the project's runner, shows no such lines.
      console.error(seen.join("\n"));
    }
    const problems = ending.flatMap((meeting) => meeting.problems());
    await Promise.all(ending.map((meeting) => meeting.close()));
    expect(problems, "errors on the pages' consoles").toEqual([]);
  });
  afterAll(() => browsers.close());

  return {
    async meeting(options, demoUrl = inject("demoUrl")) {
      const meeting = await Meeting.open(browsers, demoUrl, options);
      meetings.push(meeting);
      return meeting;
    },
  };
}
