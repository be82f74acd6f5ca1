import { createStore, type StoreApi } from "zustand/vanilla";
import type { SoraCall } from "../call/types.ts";

/** The kinds of reactions. Each is shown as a picture and read out as words. */
export const reactionKinds = ["thumbs-up", "heart", "laugh", "wow", "clap", "party"] as const;
export type ReactionKind = (typeof reactionKinds)[number];

export interface ShownReaction {
  /** A number that increases. */
  readonly id: number;
  /** Connection id. Null: our own. */
  readonly from: string | null;
  readonly kind: ReactionKind;
}

export interface ReactionsState {
  /** Connections with a raised hand, the first one first. Null: our own. */
  readonly hands: readonly (string | null)[];
  /** The reactions of the last four seconds, oldest first. */
  readonly reactions: readonly ShownReaction[];
}

export interface Reactions {
  readonly store: Pick<StoreApi<ReactionsState>, "getState" | "getInitialState" | "subscribe">;
  /** @throws {SoraE2EEError} The errors of the call's `sendSealedMessage`. Then no reaction is shown. */
  readonly react: (kind: ReactionKind) => Promise<void>;
  /** Raises or lowers our own hand. @throws {SoraE2EEError} The errors of the call's `sendSealedMessage`. */
  readonly raiseHand: (raised: boolean) => Promise<void>;
  /** Subscribes a listener. Returns a function that unsubscribes it. */
  readonly start: () => () => void;
}

/** Time for which a reaction is shown, in milliseconds. */
const shownFor = 4000;
/** Limit for all peers together, so that reactions cannot fill the page. */
const shownAtOnce = 30;
/** Limit for one peer. */
const shownOfOne = 6;
/**
 * Minimum time between two announcements of our raised hand, in milliseconds. One answer goes to all peers.
 */
const answerPause = 1000;
/** Time before asking again, in milliseconds, because asking fails before the channel is open. */
const askAgainAfter = 500;
/** Maximum age of a raised hand, in seconds. */
const oldest = 24 * 60 * 60;

interface Message {
  readonly reaction?: ReactionKind;
  /** True when the sender's hand is raised. */
  readonly hand?: boolean;
  /** The time since it was raised, in seconds. An age is sent because the clocks of devices differ. */
  readonly since?: number;
  /** True when the sender is new, and needs the present raised hands. */
  readonly ask?: boolean;
}

/** Reactions and raised hands of a call, over its sealed messages with this label. */
export function createReactions(call: SoraCall, label: string): Reactions {
  const store = createStore<ReactionsState>(() => ({ hands: [], reactions: [] }));
  const raised = new Map<string | null, number>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let lastId = 0;
  let isOn = false;
  let answersAgain = false;
  let isAsked = false;

  const after = (ms: number, task: () => void) => {
    // A message can fail after the end.
    if (!isOn) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      task();
    }, ms);
    timers.add(timer);
  };
  const showHands = () => {
    const hands = [...raised].sort(([, a], [, b]) => a - b).map(([from]) => from);
    const before = store.getState().hands;
    if (hands.length === before.length && hands.every((from, at) => from === before[at])) return;
    store.setState({ hands });
  };
  const setHand = (from: string | null, up: boolean, seconds = 0) => {
    if (!up) raised.delete(from);
    else if (!raised.has(from)) raised.set(from, Date.now() - seconds * 1000);
    showHands();
  };
  const show = (from: string | null, kind: ReactionKind) => {
    const own = store.getState().reactions.filter((shown) => shown.from === from);
    if (from !== null && own.length >= shownOfOne) return;
    lastId += 1;
    const reaction = { id: lastId, from, kind };
    store.setState(({ reactions }) => ({ reactions: [...reactions, reaction].slice(-shownAtOnce) }));
    after(shownFor, () =>
      store.setState(({ reactions }) => ({ reactions: reactions.filter(({ id }) => id !== reaction.id) })),
    );
  };
  const send = (message: Message) => call.sendSealedMessage(label, JSON.stringify(message));
  const ownHand = (): Message => {
    const at = raised.get(null);
    return at === undefined ? { hand: false } : { hand: true, since: Math.round((Date.now() - at) / 1000) };
  };

  /**
   * A flood of messages from one peer must not cause an answer to each of them, because the server forwards
   * each answer to all peers.
   */
  const answer = () => {
    isAsked = true;
    if (answersAgain || !raised.has(null)) return;
    isAsked = false;
    answersAgain = true;
    send(ownHand()).catch(() => undefined);
    after(answerPause, () => {
      answersAgain = false;
      if (isAsked) answer();
    });
  };

  const receive = (from: string, data: Uint8Array) => {
    // The last messages of a peer can arrive after it has left.
    if (!Object.hasOwn(call.store.getState().peers, from)) return;
    const message = parse(data);
    if (message.reaction !== undefined) show(from, message.reaction);
    if (message.hand !== undefined) setHand(from, message.hand, message.since);
    if (message.ask) answer();
  };
  /** A new connection does not know the raised hands, and others do not know ours. */
  const ask = () => {
    if (call.store.getState().phase !== "connected") return;
    send({ ...ownHand(), ask: true }).catch(() => after(askAgainAfter, ask));
  };

  return {
    store,
    react: async (kind) => {
      await send({ reaction: kind });
      if (isOn) show(null, kind);
    },
    raiseHand: async (up) => {
      await send({ hand: up });
      if (isOn) setHand(null, up);
    },
    start: () => {
      isOn = true;
      const ends = [
        call.on("sealed", (message) => {
          if (message.label === label) receive(message.from, message.data);
        }),
        call.store.subscribe(({ phase, peers }, before) => {
          if (phase === "connected" && before.phase !== "connected") ask();
          if (peers === before.peers) return;
          for (const from of raised.keys())
            if (from !== null && !Object.hasOwn(peers, from)) raised.delete(from);
          showHands();
        }),
      ];
      ask();
      return () => {
        isOn = false;
        for (const end of ends) end();
        for (const timer of timers) clearTimeout(timer);
        timers.clear();
        answersAgain = false;
        isAsked = false;
        raised.clear();
        store.setState({ hands: [], reactions: [] });
      };
    },
  };
}

/** Accepts valid messages only, because peers can send anything. */
function parse(data: Uint8Array): Message {
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch {
    return {};
  }
  if (typeof given !== "object" || given === null) return {};
  const { reaction, hand, since, ask } = given as Record<string, unknown>;
  const kind = reactionKinds.find((one) => one === reaction);
  const age = typeof since === "number" && since >= 0 && since <= oldest ? since : 0;
  return {
    ...(kind && { reaction: kind }),
    ...(typeof hand === "boolean" && { hand, since: age }),
    ...(ask === true && { ask }),
  };
}
