import { fileURLToPath } from "node:url";
import { bundle } from "lightningcss";
import { expect, it } from "vitest";

const filename = fileURLToPath(new URL("../../../src/styles/styles.css", import.meta.url));
/** By default, bundlers translate newer CSS for browsers of this age. */
const targets = { chrome: 111 << 16, firefox: 114 << 16, safari: (16 << 16) | (4 << 8) };

it("the styles follow the direction of the page, not a bundler's list of languages", () => {
  const written = bundle({ filename, targets }).code.toString();
  expect(written).not.toContain(":lang(");
});
