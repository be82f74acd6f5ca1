import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { waitLimit } from "../support/limits.ts";

configure({ reactStrictMode: process.env.TEST_STRICT_MODE === "true", asyncUtilTimeout: waitLimit });
afterEach(cleanup);

// Without playback of its own, jsdom would report each attempt. Tests that are about playback bring a fake of theirs.
if ("HTMLMediaElement" in globalThis) HTMLMediaElement.prototype.play = async () => undefined;
