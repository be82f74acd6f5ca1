import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { waitLimit } from "../support/limits.ts";

configure({ reactStrictMode: process.env.TEST_STRICT_MODE === "true", asyncUtilTimeout: waitLimit });
afterEach(cleanup);

// jsdom has no playback and would report each attempt. Tests of playback install their own fake.
if ("HTMLMediaElement" in globalThis) {
  HTMLMediaElement.prototype.play = async () => undefined;
  HTMLMediaElement.prototype.pause = () => undefined;
}
// jsdom draws nothing and would report each attempt. Tests that draw install their own fake.
if ("HTMLCanvasElement" in globalThis) {
  HTMLCanvasElement.prototype.getContext = () => null;
}
