#!/usr/bin/env node
// @ts-check
import { parseArgs } from "node:util";
import { conformanceCases } from "./cases.mjs";
import { loadImplementation } from "./implementation.mjs";

const usage = `react-sora-e2ee-conformance [module]

Compares an implementation of the protocol with the test vectors of this package.

  module      a path or a package name. It exports what react-sora-e2ee/e2ee exports:
              createKeyAgreement, deriveFrameSecrets, sealFrame and openFrame.
              Without it, this package is checked itself.
  --help, -h  this text

Prints a line for each vector. Exits with 0 if all are the same, with 1 if one differs,
and with 2 if the module cannot be loaded.
`;

/** @param {unknown} error */
const reasonOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {string} name */
async function run(name) {
  const implementation = await loadImplementation(name);
  const cases = conformanceCases();
  let different = 0;
  for (const { name: vector, check } of cases) {
    try {
      await check(implementation);
      process.stdout.write(`same       ${vector}\n`);
    } catch (error) {
      different += 1;
      process.stdout.write(`DIFFERENT  ${vector}: ${reasonOf(error)}\n`);
    }
  }
  const same = cases.length - different;
  process.stdout.write(`\n${same} of ${cases.length} vectors are the same.\n`);
  process.exitCode = different > 0 ? 1 : 0;
}

try {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (values.help) process.stdout.write(usage);
  else await run(positionals[0] ?? "react-sora-e2ee/e2ee");
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n\n${usage}`);
  process.exitCode = 2;
}
