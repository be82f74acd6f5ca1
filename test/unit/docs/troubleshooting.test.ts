import { expect, it } from "vitest";
import { describe as settingsOf } from "../../../dev-server/src/cli-arguments.ts";
import { soraE2EEErrorCodes } from "../../../src/errors.ts";
import { readPage } from "./support/pages.ts";

const { prose, text } = readPage("docs/troubleshooting.md");

it("docs/troubleshooting.md has a section for each existing error code, in their order", () => {
  const headings = [...prose.matchAll(/^### `(.*)`$/gmu)].map(([, code]) => code);
  expect(headings).toEqual([...soraE2EEErrorCodes]);
});

it("docs/troubleshooting.md says for each code what happened and what to change", () => {
  for (const section of prose.split(/^### /mu).slice(1)) {
    const [heading = "", ...lines] = section.split(/^## /mu)[0]?.split("\n") ?? [];
    const paragraphs = lines
      .join("\n")
      .trim()
      .split(/\n{2,}/u);
    expect(paragraphs[0], heading).toMatch(/^\S/u);
    expect(paragraphs.filter((each) => each.startsWith("**Change:** ")).length, heading).toBe(1);
  }
});

it("docs/troubleshooting.md names every line of sora.conf that end-to-end encryption needs", () => {
  const off = {
    e2ee: false,
    signalingNotify: false,
    signalingNotifyConnectionId: false,
    signalingNotifyMetadata: false,
    dataChannelSignaling: false,
    dataChannelMessaging: false,
  };
  for (const line of settingsOf(off)) expect(text).toContain(line.replace("false", "true"));
});
