import {
  differenceOf,
  type GroupView,
  isLostAmong,
  isShown,
  isWanted,
  judgeCommit,
  type PeerView,
  patienceOf,
  rankOf,
  winsFork,
} from "../../../../src/e2ee/agreement/mls/rules.ts";

/**
 * A model of docs/protocol.md#life-of-a-group. It decides with the functions that the sessions use. Keys are
 * names: the secret of an epoch is the list of its commits. Events have two speeds. Messages, notifications and
 * the designated committer are fast, and happen in any order. Events after seconds happen when no fast event is
 * left.
 */
interface ModelGroup extends GroupView {
  /** Which commits led here. */
  readonly secret: string;
}

/** A group from the view of its members. */
type Epoch = Omit<ModelGroup, "ownLeaf">;

interface Known {
  /** The newest key package that it asked with and that no commit has added. */
  asked: string | null;
  readonly packages: string[];
}

interface Commit {
  readonly kind: "commit";
  readonly from: string;
  readonly base: Epoch;
  readonly leaf: number;
  readonly added: readonly { readonly key: string; readonly keyPackage: string }[];
  readonly removed: readonly number[];
  readonly next: Epoch;
}

type Message =
  | Commit
  | { readonly kind: "request"; readonly from: string; readonly keyPackage: string }
  | { readonly kind: "welcome"; readonly from: string; readonly next: Epoch };

type Outcome = "done" | "behind" | "presence";

interface ModelPeer {
  readonly id: string;
  group: ModelGroup | null;
  history: { readonly group: ModelGroup; readonly committer: number }[];
  isLost: boolean;
  /** Since it is lost. */
  hasAsked: boolean;
  asks: number;
  founded: number;
  readonly known: Record<string, Known>;
  readonly gone: string[];
  held: { readonly message: Message; why: Outcome }[];
  readonly notices: { readonly kind: "joined" | "left"; readonly id: string }[];
  /** By sender. */
  readonly inbox: Record<string, Message[]>;
}

export interface Scenario {
  /** The peers that joined before, one after the other, and are in one group. Default none. */
  readonly settled?: readonly string[];
  /**
   * The joins and leaves of the channel, in this order, each at any time: the name of a peer, with `-` before
   * it for a leave.
   */
  readonly events: readonly string[];
  /** This number of messages to one peer get lost. The model tries all choices. */
  readonly losses?: number;
  /**
   * The number of slow events that may happen while fast ones are pending. They cause forks and second groups.
   */
  readonly hurries?: number;
  /**
   * The number of requests and new groups of each peer. A state in which a peer needs one more is not followed.
   * Default 3.
   */
  readonly tries?: number;
  /**
   * False: no peer notices that it has lost the group. Forks and second groups must end anyway. Default true.
   */
  readonly recovers?: boolean;
  /** True: later peers make groups with smaller ids. Default false. */
  readonly descending?: boolean;
}

interface State {
  readonly events: string[];
  readonly peers: Record<string, ModelPeer>;
  losses: number;
  hurries: number;
  readonly tries: number;
  readonly recovers: boolean;
  readonly descending: boolean;
}

export interface Explored {
  readonly states: number;
  /** States without further events. */
  readonly ends: number;
  /** States that were not followed. */
  readonly cut: number;
}

/** Tries all orders of events. @throws Error with the events that led to a wrong state */
export function explore(scenario: Scenario): Explored {
  const seen = new Set<string>();
  const open: { readonly state: State; readonly way: readonly string[] }[] = [
    { state: startOf(scenario), way: [] },
  ];
  let ends = 0;
  let cut = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { state, way } = next;
    const name = JSON.stringify(state);
    if (seen.has(name)) continue;
    seen.add(name);
    const { steps, isCut } = stepsOf(state);
    const isEnd = steps.length === 0 && !isCut;
    const problem = problemOf(state) ?? (isEnd ? problemAtEnd(state) : null);
    if (problem !== null) throw new Error(`${problem}, after: ${way.join("; ")}. ${name}`);
    if (isCut) cut += 1;
    if (isEnd) ends += 1;
    for (const { label, run } of steps) {
      const copy = structuredClone(state);
      run(copy);
      open.push({ state: copy, way: [...way, label] });
    }
  }
  return { states: seen.size, ends, cut };
}

function startOf({
  settled = [],
  events,
  losses = 0,
  hurries = 0,
  tries = 3,
  recovers = true,
  descending = false,
}: Scenario): State {
  const state: State = { events: [], peers: {}, losses: 0, hurries: 0, tries, recovers, descending };
  for (const id of settled) {
    state.events.push(id);
    // Takes only fast steps, and always the first possible one.
    while (isBusy(state)) stepsOf(state).steps[0]?.run(state);
  }
  return { ...state, events: [...events], losses, hurries };
}

function isBusy(state: State): boolean {
  return (
    state.events.length > 0 || Object.values(state.peers).some((peer) => fastSteps(state, peer).length > 0)
  );
}

/**
 * Must be true at any time: each member of a group is visible to the others, and one secret belongs to one
 * group.
 */
function problemOf({ peers }: State): string | null {
  const leavesBySecret = new Map<string, string>();
  for (const { id, group, known, gone } of Object.values(peers)) {
    if (group === null) continue;
    const unseen = group.leaves.find(({ key }) => key !== id && !known[key] && !gone.includes(key));
    if (unseen) return `${id} is in a group with ${unseen.key}, whom it does not show`;
    const leaves = JSON.stringify(group.leaves);
    if ((leavesBySecret.get(group.secret) ?? leaves) !== leaves) return "two groups have one secret";
    leavesBySecret.set(group.secret, leaves);
  }
  return null;
}

/** Must be true at the end: there is one group, and its members are exactly the present peers. */
function problemAtEnd(state: State): string | null {
  const peers = Object.values(state.peers);
  if (peers.some(({ isLost }) => isLost)) return "a peer stays lost";
  const present = peers.map(({ id }) => id).sort();
  if (new Set(peers.map(({ group }) => group?.secret)).size > 1) return "two groups stay";
  const keys = (peers[0]?.group?.leaves ?? []).map(({ key }) => key).sort();
  return keys.join() === present.join() ? null : `the group is ${keys.join()} and not ${present.join()}`;
}

interface Step {
  readonly label: string;
  readonly run: (state: State) => void;
}

function stepsOf(state: State): { readonly steps: readonly Step[]; readonly isCut: boolean } {
  const peers = Object.values(state.peers);
  const fast = peers.flatMap((peer) => fastSteps(state, peer));
  const [event] = state.events;
  if (event !== undefined) fast.push({ label: event, run: happen });
  if (fast.length > 0 && state.hurries === 0) return { steps: fast, isCut: false };
  const slow = peers.map((peer) => slowSteps(state, peer));
  const steps = slow.flatMap((one) => one.steps);
  if (fast.length > 0) return { steps: [...fast, ...steps.map(hurried)], isCut: false };
  return { steps, isCut: slow.some(({ isCut }) => isCut) };
}

function fastSteps({ losses }: State, peer: ModelPeer): Step[] {
  const { id, notices, inbox } = peer;
  const steps: Step[] = [];
  if (notices.length > 0) steps.push({ label: `${id} is told`, run: (state) => notice(at(state, id)) });
  for (const [from, messages] of Object.entries(inbox)) {
    const kind = messages[0]?.kind;
    if (kind === undefined) continue;
    steps.push({ label: `${id} gets a ${kind} of ${from}`, run: (state) => receive(at(state, id), from) });
    if (losses > 0)
      steps.push({ label: `${id} loses a ${kind} of ${from}`, run: (state) => lose(state, id, from) });
  }
  if (turnOf(peer) === 0) steps.push({ label: `${id} commits`, run: (state) => commit(state, id) });
  return steps;
}

/** The slow events, after all fast events. */
function slowSteps(
  state: State,
  peer: ModelPeer,
): { readonly steps: readonly Step[]; readonly isCut: boolean } {
  const { id } = peer;
  const steps: Step[] = [];
  let isCut = false;
  if (state.recovers && peer.held.length > 0)
    steps.push({ label: `${id} waited in vain`, run: (next) => expire(at(next, id)) });
  if ((turnOf(peer) ?? 0) > 0) steps.push({ label: `${id} takes over`, run: (next) => commit(next, id) });
  if (state.recovers && !peer.isLost && opensTooFew(state, peer)) {
    steps.push({ label: `${id} sees frames that do not open`, run: (next) => becomeLost(at(next, id)) });
  }
  if (peer.isLost) {
    const others = viewsOf(peer);
    const isFirst = others.every(({ connectionId, hasAsked }) => hasAsked && id < connectionId);
    const allLostBefore = patienceOf(id, others, 0) === 0;
    // A peer asks before it makes a group, unless all others have asked.
    if (allLostBefore || isFirst || peer.hasAsked) {
      if (peer.founded < state.tries)
        steps.push({ label: `${id} makes a group`, run: (next) => foundGroup(next, id) });
      else isCut = true;
    }
    if (peer.asks < state.tries) steps.push({ label: `${id} asks`, run: (next) => ask(next, id) });
    else isCut = true;
  }
  return { steps, isCut };
}

function hurried({ label, run }: Step): Step {
  return {
    label: `${label} early`,
    run: (state) => {
      state.hurries -= 1;
      run(state);
    },
  };
}

/** The next join or leave in the channel. */
function happen(state: State): void {
  const event = state.events.shift() ?? "";
  const others = Object.values(state.peers);
  if (event.startsWith("-")) {
    const id = event.slice(1);
    delete state.peers[id];
    for (const { id: other } of others) if (other !== id) at(state, other).notices.push({ kind: "left", id });
    return;
  }
  state.peers[event] = {
    id: event,
    group: null,
    history: [],
    isLost: true,
    hasAsked: false,
    asks: 0,
    founded: 0,
    known: Object.fromEntries(others.map(({ id }) => [id, { asked: null, packages: [] }])),
    gone: [],
    held: [],
    notices: [],
    inbox: {},
  };
  for (const { notices } of others) notices.push({ kind: "joined", id: event });
  if (others.length === 0) foundGroup(state, event);
}

function notice(peer: ModelPeer): void {
  const told = peer.notices.shift();
  if (told === undefined) return;
  if (told.kind === "joined") peer.known[told.id] = { asked: null, packages: [] };
  else {
    delete peer.known[told.id];
    peer.gone.push(told.id);
  }
  retry(peer);
}

function receive(peer: ModelPeer, from: string): void {
  const message = peer.inbox[from]?.shift();
  if (message === undefined) return;
  const outcome = handle(peer, message);
  if (outcome !== "done") peer.held.push({ message, why: outcome });
  else retry(peer);
}

function lose(state: State, id: string, from: string): void {
  at(state, id).inbox[from]?.shift();
  state.losses -= 1;
}

/** Tries the waiting messages again, until the state no longer changes. */
function retry(peer: ModelPeer): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const held of peer.held.toSorted((a, b) => epochOf(a.message) - epochOf(b.message))) {
      held.why = handle(peer, held.message);
      if (held.why !== "done") continue;
      peer.held = peer.held.filter((one) => one !== held);
      changed = true;
      break;
    }
  }
}

function epochOf(message: Message): number {
  if (message.kind === "commit") return message.base.epoch;
  return message.kind === "welcome" ? message.next.epoch : 0;
}

function handle(peer: ModelPeer, message: Message): Outcome {
  const sender = peer.known[message.from];
  if (message.kind === "request") {
    if (sender && !sender.packages.includes(message.keyPackage)) {
      sender.packages.push(message.keyPackage);
      sender.asked = message.keyPackage;
    }
    return "done";
  }
  if (sender === undefined) return "presence";
  return message.kind === "welcome" ? enter(peer, message.next) : follow(peer, message);
}

function enter(peer: ModelPeer, next: Epoch): Outcome {
  const ownLeaf = next.leaves.find(({ key }) => key === peer.id)?.index;
  if (ownLeaf === undefined) throw new Error("a welcome went to somebody else");
  const theirs = { ...next, ownLeaf };
  if (!isWanted(theirs, peer.group, peer.isLost)) return "done";
  const isPresent = (key: string) => peer.known[key] !== undefined;
  if (!isShown(theirs, peer.group, isPresent, (key) => isLeaving(peer, key))) return "presence";
  for (const { key } of next.leaves) answered(peer, key);
  peer.history = [];
  go(peer, theirs);
  return "done";
}

function follow(peer: ModelPeer, { from, base, leaf, added, removed, next }: Commit): Outcome {
  const { group } = peer;
  if (group === null || base.id !== group.id || base.epoch > group.epoch) return "behind";
  const past = peer.history.findIndex((one) => one.group.epoch === base.epoch);
  const ours = past < 0 ? group : peer.history[past]?.group;
  if (ours === undefined || ours.epoch !== base.epoch) return "done";
  const sender = ours.leaves.find(({ key }) => key === from);
  if (sender === undefined) return "done";
  if (!winsFork(sender.index, past < 0 ? null : (peer.history[past]?.committer ?? null))) return "done";
  if (ours.secret !== base.secret) return "behind";
  const verdict = judgeCommit(
    ours,
    { sender: leaf, added, removed },
    {
      sender: sender.index,
      isPresent: (key) => peer.known[key] !== undefined,
      isGone: (key) => isLeaving(peer, key),
      hasAsked: (key) => (peer.known[key]?.packages.length ?? 0) > 0,
      isPackageOf: (key, keyPackage) =>
        keyPackage === `${key}0` || (peer.known[key]?.packages.includes(keyPackage) ?? false),
    },
  );
  if (verdict === "not-yet") return "presence";
  if (verdict === "without-us") return "behind";
  if (verdict !== "right") throw new Error(`an honest commit is refused: ${verdict}`);
  if (past >= 0) peer.history.splice(past);
  for (const { key, keyPackage } of added) if (peer.known[key]?.asked === keyPackage) answered(peer, key);
  answered(peer, from);
  peer.history.push({ group: ours, committer: sender.index });
  go(peer, { ...next, ownLeaf: ours.ownLeaf });
  return "done";
}

/** It left, and our group still has its leaf. */
function isLeaving({ gone, group }: ModelPeer, key: string): boolean {
  return gone.includes(key) && (group === null || group.leaves.some((leaf) => leaf.key === key));
}

function answered({ known }: ModelPeer, key: string): void {
  const found = known[key];
  if (found) found.asked = null;
}

function go(peer: ModelPeer, group: ModelGroup): void {
  peer.group = group;
  peer.isLost = false;
  peer.hasAsked = false;
}

/**
 * Messages that waited too long are dropped. A commit that we cannot open shows that we have lost the group.
 */
function expire(peer: ModelPeer): void {
  const isLost = peer.held.some(
    ({ message, why }) => why === "behind" && message.kind === "commit" && message.base.id === peer.group?.id,
  );
  peer.held = [];
  if (isLost) becomeLost(peer);
}

function becomeLost(peer: ModelPeer): void {
  peer.isLost = true;
}

/** The other members whose frames we cannot decrypt, as input of the rule. */
function opensTooFew({ peers }: State, { group, known }: ModelPeer): boolean {
  if (group === null) return false;
  const closed = Object.keys(known).filter((id) => {
    const secret = peers[id]?.group?.secret;
    return secret !== undefined && secret !== group.secret;
  });
  return isLostAmong(closed.length, group.leaves.length - 1);
}

function turnOf(peer: ModelPeer): number | null {
  if (peer.group === null || peer.isLost) return null;
  const { added, removed } = differenceOf(peer.group, viewsOf(peer));
  return added.length + removed.length === 0 ? null : rankOf(peer.group, viewsOf(peer));
}

function viewsOf({ known }: ModelPeer): (PeerView & { readonly keyPackage: string })[] {
  return Object.entries(known).map(([id, { asked }]) => ({
    connectionId: id,
    key: id,
    hasAsked: asked !== null,
    isUnusable: false,
    keyPackage: asked ?? `${id}0`,
  }));
}

function commit(state: State, id: string): void {
  const peer = at(state, id);
  const { group } = peer;
  if (group === null) return;
  const { added, removed } = differenceOf(group, viewsOf(peer));
  const leaves = group.leaves.filter(({ index }) => !removed.includes(index));
  for (const { key } of added) {
    const taken = new Set(leaves.map(({ index }) => index));
    let index = 0;
    while (taken.has(index)) index += 1;
    leaves.push({ index, key });
  }
  leaves.sort((a, b) => a.index - b.index);
  const names = added.map(({ key, keyPackage }) => ({ key, keyPackage }));
  const change = `${group.ownLeaf}+${names.map(({ keyPackage }) => keyPackage)}-${removed}`;
  const next = { id: group.id, epoch: group.epoch + 1, leaves, secret: `${group.secret} ${change}` };
  send(state, id, null, {
    kind: "commit",
    from: id,
    base: group,
    leaf: group.ownLeaf,
    added: names,
    removed,
    next,
  });
  for (const { key } of added) {
    send(state, id, key, { kind: "welcome", from: id, next });
    answered(peer, key);
  }
  peer.history.push({ group, committer: group.ownLeaf });
  go(peer, { ...next, ownLeaf: group.ownLeaf });
  retry(peer);
}

function ask(state: State, id: string): void {
  const peer = at(state, id);
  peer.asks += 1;
  peer.hasAsked = true;
  send(state, id, null, { kind: "request", from: id, keyPackage: `${id}${peer.asks}` });
}

function foundGroup(state: State, id: string): void {
  const peer = at(state, id);
  peer.founded += 1;
  const name = `${state.descending ? 255 - id.charCodeAt(0) : id}${peer.founded}`;
  peer.history = [];
  go(peer, { id: name, epoch: 0, ownLeaf: 0, leaves: [{ index: 0, key: id }], secret: name });
  retry(peer);
}

/** To one peer, or to all that are present. */
function send(state: State, from: string, to: string | null, message: Message): void {
  for (const { id, inbox } of Object.values(state.peers)) {
    if (id === from || (to !== null && to !== id)) continue;
    inbox[from] = [...(inbox[from] ?? []), message];
  }
}

function at({ peers }: State, id: string): ModelPeer {
  const peer = peers[id];
  if (peer === undefined) throw new Error(`${id} is not in the channel`);
  return peer;
}
