import fc from "fast-check";
import { expect, it } from "vitest";
import { Acquaintances } from "../../../src/call/acquaintances.ts";
import { createMemoryContacts } from "../../../src/e2ee/identity/contact-storage.ts";
import { exportContacts, importContacts } from "../../../src/protocol/contact-file.ts";
import type { Contact } from "../../../src/protocol/identity.ts";
import type { PeerStatement } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { peerFacts } from "../store/states.ts";

/** Ann's first and second device, Ben's device, and a device of a user that the app does not know. */
const devices = ["a1", "a2", "b1", "x1"] as const;
type Device = (typeof devices)[number];
type User = "ann" | "ben" | null;
const userOf: Readonly<Record<Device, User>> = { a1: "ann", a2: "ann", b1: "ben", x1: null };
const keyOf = (device: Device): string =>
  Array.from({ length: 32 }, () => device.replace("x", "c")).join(":");

type Step =
  | { readonly does: "comes"; readonly device: Device; readonly token: User | "bad" }
  | { readonly does: "comes with a broken statement" | "comes without one" }
  | {
      readonly does: "is compared" | "is taken back" | "is accepted" | "is forgotten";
      readonly device: Device;
    }
  | { readonly does: "leaves"; readonly device: Device }
  | { readonly does: "call ends" | "storage is lost" | "moves to another browser" };

const device = fc.constantFrom(...devices);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant("comes"),
      device,
      token: fc.constantFrom(null, null, "ann", "ben", "bad"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom("is compared", "is taken back", "is accepted", "is forgotten", "leaves"),
      device,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom("call ends", "storage is lost", "moves to another browser"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom("comes with a broken statement", "comes without one") }),
  },
) as fc.Arbitrary<Step>;

const acceptedAfterWarning: Step[] = [
  { does: "comes", device: "a1", token: null },
  { does: "is compared", device: "a1" },
  { does: "comes", device: "a2", token: null },
  { does: "is accepted", device: "a2" },
  { does: "call ends" },
  { does: "comes", device: "a2", token: null },
];

/** The record that a careful person would keep of a device. */
interface Memory {
  /** All users that it claimed to be, or that the login server named. */
  users: ReadonlySet<User>;
  seenAt: number;
  compared: boolean;
  /** The users for which it was accepted. */
  accepted: ReadonlySet<User>;
}

/** The rules of docs/identities.md#status in a second, independent form. */
class Model {
  stored = new Map<Device, Memory>();
  /** Forgotten while they were in the call: not stored, and new people from then on. */
  forgotten = new Map<Device, Memory>();
  vouched = new Map<Device, User>();
  readonly metInThisCall = new Set<Device>();
  since = 0;

  statusOf(device: Device): string {
    const it = this.stored.get(device) ?? this.forgotten.get(device);
    if (it === undefined) throw new Error(`${device} was never seen`);
    const open = [...it.users].filter((user) => !it.accepted.has(user));
    const others = [...this.stored].filter(
      ([other, { users, compared, seenAt }]) =>
        other !== device && open.some((user) => users.has(user)) && (compared || seenAt < it.seenAt),
    );
    const isNew = it.seenAt >= this.since;
    if (it.compared) return "verified by comparison";
    if (others.some(([, { compared }]) => compared)) return "changed, warned";
    if (this.vouched.has(device)) return "verified by vouch";
    if (others.length > 0 && isNew) return "changed";
    return isNew ? "new" : "known";
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

it("the status of each peer follows the rules after any sequence of events", async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 30 }), async (all) => {
      let now = 1;
      let contacts = createMemoryContacts();
      let arrivals = 0;
      const model = new Model();
      const open = () => {
        const { store, dispatch } = createCallStore("sendrecv");
        model.since = now;
        const people = new Acquaintances({
          contacts,
          userId: ({ clientId }) => clientId,
          verifyVouch: async (token) => (token === "bad" ? null : { userId: token, name: null }),
          state: store.getState,
          dispatch,
          now: () => now,
        });
        return { store, dispatch, people, present: new Map<string, Device | "invalid" | "none">() };
      };
      let call = open();
      const comes = (who: Device | "invalid" | "none", statement: PeerStatement) => {
        arrivals += 1;
        const connectionId = `PEER${arrivals}`.padEnd(26, "0");
        call.present.set(connectionId, who);
        const clientId = who === "invalid" || who === "none" ? "ann" : userOf[who];
        const told = { clientId, bundleId: null, role: null, participant: null, name: null, metadata: null };
        call.dispatch({ type: "peer-joined", peer: { connectionId, ...told } });
        const facts = { ...peerFacts({ connectionId }), statement };
        call.dispatch({ type: "facts", facts: { selfKeyId: 0, senders: [], peers: [facts] } });
        call.people.look([facts]);
      };
      const leave = (device: Device) => {
        for (const [connectionId, who] of call.present) {
          if (who !== device) continue;
          call.present.delete(connectionId);
          call.dispatch({ type: "peer-left", connectionId });
        }
      };
      const inCall = (device: Device) => [...call.present.values()].includes(device);
      const nextCall = () => {
        call.people.close();
        call = open();
        model.vouched.clear();
        model.forgotten.clear();
        model.metInThisCall.clear();
      };

      for (const step of all) {
        now += 1;
        switch (step.does) {
          case "comes": {
            const { device, token } = step;
            comes(device, {
              ...({
                status: "proven",
                key: keyOf(device),
                publicKey: "",
                purpose: "camera",
                confirmed: true,
              } as const),
              vouch: token,
            });
            const known = model.stored.get(device) ?? model.forgotten.get(device);
            if (token !== null && token !== "bad") model.vouched.set(device, token);
            const claims = [model.vouched.get(device) ?? null, userOf[device]].filter(
              (user) => user !== null,
            );
            const users = new Set([...(known?.users ?? []), ...claims]);
            const none: ReadonlySet<User> = new Set();
            model.stored.set(device, {
              ...(known ?? { seenAt: now, compared: false, accepted: none }),
              users,
            });
            model.metInThisCall.add(device);
            model.forgotten.delete(device);
            break;
          }
          case "comes without one":
            comes("none", { status: "none" });
            break;
          case "comes with a broken statement":
            comes("invalid", { status: "invalid" });
            break;
          case "is compared":
          case "is taken back":
          case "is accepted": {
            const { device, does } = step;
            const known = model.stored.get(device) ?? model.forgotten.get(device);
            if (!inCall(device) || known === undefined) break;
            if (does === "is accepted") call.people.accept(keyOf(device));
            else call.people.verify(keyOf(device), does === "is compared");
            known.accepted = new Set(does === "is accepted" ? known.users : []);
            if (does !== "is accepted") known.compared = does === "is compared";
            model.stored.set(device, known);
            model.forgotten.delete(device);
            break;
          }
          case "is forgotten": {
            const known = model.stored.get(step.device);
            if (known === undefined) break;
            await contacts.delete(keyOf(step.device));
            model.stored.delete(step.device);
            if (!model.metInThisCall.has(step.device)) break;
            model.forgotten.set(step.device, {
              ...known,
              seenAt: model.since,
              compared: false,
              accepted: new Set(),
            });
            break;
          }
          case "leaves":
            leave(step.device);
            break;
          case "call ends":
            nextCall();
            break;
          case "storage is lost":
            contacts = createMemoryContacts();
            model.stored.clear();
            nextCall();
            break;
          case "moves to another browser": {
            const file = await exportContacts(contacts);
            contacts = createMemoryContacts();
            expect(await importContacts(contacts, file)).toBe(model.stored.size);
            nextCall();
            break;
          }
        }
        await settled();
        for (const [connectionId, who] of call.present) {
          const { identity } =
            call.store.getState().peers[connectionId] ?? expect.fail("the peer is missing");
          const { status, by, previousVerifiedAt } = identity;
          const said = `${status}${by ? ` by ${by}` : ""}${previousVerifiedAt === null ? "" : ", warned"}`;
          reached.add(said);
          const wanted = who === "invalid" || who === "none" ? who : model.statusOf(who);
          expect(said, `${who} after ${JSON.stringify(step)}`).toBe(wanted);
        }
        const remembered = await contacts.list();
        expect(remembered.map(({ key }: Contact) => key).sort()).toEqual(
          [...model.stored.keys()].map(keyOf).sort(),
        );
      }
      call.people.close();
    }),
    { seed: 16, numRuns: 80, examples: [[acceptedAfterWarning]] },
  );
  expect([...reached].sort()).toEqual([
    "changed",
    "changed, warned",
    "invalid",
    "known",
    "new",
    "none",
    "verified by comparison",
    "verified by vouch",
  ]);
});
