import type { ClientState } from "ts-mls";
import { validateRatchetTree } from "ts-mls/clientState.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";
import { expect, it } from "vitest";
import { committed, entered, groupOf, type Party, party } from "./parties.ts";
import { join } from "./rogue.ts";

const none = new Uint8Array();

/** Two of six members leave, then others come one after the other. */
async function welcomes(count: number): Promise<{ newcomer: Party; welcome: Uint8Array }[]> {
  const [founder] = await groupOf(await Promise.all(Array.from({ length: 6 }, () => party())));
  if (founder === undefined) return expect.fail("there is no group");
  let { next } = await committed(founder, [], [1, 4]);
  const made: { newcomer: Party; welcome: Uint8Array }[] = [];
  for (let i = 0; i < count; i++) {
    const newcomer = await party();
    const { next: after, welcome } = await committed(next, [newcomer.card], []);
    made.push({ newcomer, welcome: welcome ?? none });
    next = after;
  }
  return made;
}

/** The unmerged leaves of each parent node by its place. */
const unmergedIn = (tree: RatchetTree) =>
  Object.fromEntries(
    tree.flatMap((node, place) =>
      node?.nodeType === "parent" ? [[place, node.parent.unmergedLeaves] as const] : [],
    ),
  );

const withUnmerged = (tree: RatchetTree, unmerged: Readonly<Record<number, number[]>>): RatchetTree =>
  tree.map((node, place) =>
    node?.nodeType === "parent"
      ? { ...node, parent: { ...node.parent, unmergedLeaves: unmerged[place] ?? [] } }
      : node,
  );

async function problemOf({ newcomer, state }: { newcomer: Party; state: ClientState }, tree: RatchetTree) {
  const { groupContext, clientConfig } = state;
  const problem = await validateRatchetTree(
    tree,
    groupContext,
    clientConfig.lifetimeConfig,
    clientConfig.authService,
    groupContext.treeHash,
    newcomer.suite.algorithms,
  );
  return problem?.message;
}

it("newcomers get in one after the other when two members have left", async () => {
  for (const { newcomer, welcome } of await welcomes(3)) {
    expect(await entered(newcomer.suite.algorithms, welcome, newcomer.own)).not.toBeNull();
  }
});

it("a node between an unmerged leaf and a node that names it has to name it as well, and a node above has not", async () => {
  const [, made] = await welcomes(2);
  if (made === undefined) return expect.fail("there is no welcome");
  const { newcomer, welcome } = made;
  const state = await join(welcome, newcomer.own, newcomer.suite.algorithms);
  const { ratchetTree } = state;
  const problem = (unmerged: Readonly<Record<number, number[]>>) =>
    problemOf({ newcomer, state }, withUnmerged(ratchetTree, unmerged));
  expect(unmergedIn(ratchetTree)).toEqual({ 3: [1], 7: [1, 4] });
  expect(await problemOf({ newcomer, state }, ratchetTree)).toBeUndefined();

  expect(await problem({ 3: [], 7: [1, 4] })).toMatch(/intermediate node must list/);
  expect(await problem({ 3: [2], 7: [1, 4] })).toMatch(/intermediate node must list/);
  expect(await problem({ 3: [1, 5], 7: [1, 4, 5] }), "a leaf that is not below").toMatch(/descendant/);
  expect(await problem({ 3: [1, 6], 7: [1, 4, 6] }), "a blank leaf").toMatch(/descendant/);
  // Only the hashes show these.
  expect(await problem({ 3: [1], 7: [4] })).toMatch(/hash/);
  expect(await problem({ 3: [1, 2], 7: [1, 2, 4] })).toMatch(/hash/);
});
