import { fileURLToPath } from "node:url";
import { bundle } from "lightningcss";
import { expect, it } from "vitest";

const filename = fileURLToPath(new URL("../../../src/styles/styles.css", import.meta.url));
/** Bundlers write newer CSS out for browsers of such an age, unless an app says otherwise. */
const targets = { chrome: 111 << 16, firefox: 114 << 16, safari: (16 << 16) | (4 << 8) };

it("the styles follow the direction of the page, not a bundler's list of languages", () => {
  const written = bundle({ filename, targets }).code.toString();
  expect(written).not.toContain(":lang(");
});
