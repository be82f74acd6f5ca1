import { checkPackage } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** These two findings do not apply to a package that has only ES modules and an exports map. */
const unsupported = new Set(["node10", "node16-cjs"]);

/** The findings of publint and are-the-types-wrong about the entries. */
export async function findWrongEntries(tarball, files, unpacked) {
  const manifest = JSON.parse(files.get("package.json"));
  const { messages } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  const lint = messages.map((message) => `publint: ${formatMessage(message, manifest)}`);
  const { problems } = await checkPackage(unpacked);
  const types = problems
    .filter(({ resolutionKind }) => !unsupported.has(resolutionKind))
    .map(
      ({ kind, entrypoint, resolutionKind, ...more }) =>
        `are the types wrong: ${kind} ${entrypoint ?? JSON.stringify(more)} ${resolutionKind ?? ""}`,
    );
  return [...lint, ...types];
}
