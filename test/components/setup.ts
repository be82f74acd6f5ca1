import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { waitLimit } from "../support/limits.ts";

configure({ reactStrictMode: process.env.TEST_STRICT_MODE === "true", asyncUtilTimeout: waitLimit });
afterEach(cleanup);
