// @ts-check
import { readFileSync } from "node:fs";

const moduleOfMls = /\/node_modules\/ts-mls\/dist\/src\/.*\.js$/u;
const checkOfTrees = /\/clientState\.js$/u;
/** Names a map that is not part of the package. Vite warns about it. */
const sourceMapComment = /^\/\/# sourceMappingURL=.*$/mu;

/** Parts of the check of trees in ts-mls 1.6.4, and what takes their place. */
const repairs = [
  [
    'tree[nodeIndex]?.nodeType !== "leaf" && !dp.includes(toNodeIndex(i))',
    'tree[nodeIndex]?.nodeType !== "leaf" || !dp.includes(toNodeIndex(i))',
  ],
  ["for (const parentIdx of dp) {", "for (const parentIdx of dp.slice(0, dp.indexOf(toNodeIndex(i)))) {"],
  [
    "!arraysEqual(dpNode.parent.unmergedLeaves, n.parent.unmergedLeaves)",
    "!dpNode.parent.unmergedLeaves.includes(unmergedLeaf)",
  ],
];

/**
 * A plugin for bundlers that repairs a check of ts-mls. A newcomer checks the tree of its welcome. The library wants all
 * nodes above an unmerged leaf to have the same unmerged leaves. Honest trees do not always have them, for example after two
 * members left and two others came. By RFC 9420 section 12.4.3.1, a node has to be above its unmerged leaf, and the nodes
 * between the two have to name that leaf as well.
 */
export const mlsTreeRules = {
  name: "mls-tree-rules",
  load(/** @type {string} */ id) {
    const [path = ""] = id.replaceAll("\\", "/").split("?");
    if (!moduleOfMls.test(path)) return null;
    const code = readFileSync(path, "utf8").replace(sourceMapComment, "");
    return { code: checkOfTrees.test(path) ? repaired(code) : code, map: null };
  },
};

/** @param {string} code */
function repaired(code) {
  return repairs.reduce((text, [before = "", after = ""]) => {
    if (text.split(before).length !== 2)
      throw new Error(`The check of trees in ts-mls has changed: "${before}" is not in it exactly once.`);
    return text.replace(before, () => after);
  }, code);
}
