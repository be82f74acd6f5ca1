/**
 * Measures the cost of a burst of 1,000 notifications in the page's store: `npx tsx bench/store.ts`. The
 * channel has 100 people, each with a subscriber of their own, like a tile. Joins and leaves alternate with
 * reports of the worker. Numbers are milliseconds of wall time for the whole burst: the median and the maximum
 * of several bursts.
 */
import { selectParticipants } from "../src/store/participants.ts";
import { createTestCall } from "../src/testing/index.ts";

const goal = 50;
const peers = 100;
const notifications = 1000;
const rounds = 30;
const warmUp = 5;

function burst(): number {
  const ids = Array.from({ length: peers }, (_, index) => `PEER${index}`);
  const call = createTestCall({
    phase: "connected",
    self: { connectionId: "SELF" },
    peers: ids.map((connectionId) => ({ connectionId })),
  });
  let changes = 0;
  for (const id of ids) {
    let last = call.store.getState().peers[id];
    call.store.subscribe(({ peers }) => {
      if (peers[id] === last) return;
      last = peers[id];
      changes += 1;
    });
  }
  call.store.subscribe((state, before) => {
    if (state.peers !== before.peers) changes += selectParticipants(state).length > 0 ? 1 : 0;
  });

  const begun = performance.now();
  for (let index = 0; index < notifications; index += 1) {
    const id = `LATE${index >> 2}`;
    switch (index % 4) {
      case 0:
        call.script.joins(id, { metadata: { name: id } });
        break;
      case 1:
        call.dispatch({
          type: "channel",
          counts: { connections: 101, sendrecv: 101, sendonly: 0, recvonly: 0 },
        });
        break;
      case 2:
        call.script.observed(id, { encryption: { status: "encrypted" }, keyId: 1 });
        break;
      default:
        call.script.leaves(id);
    }
  }
  const took = performance.now() - begun;
  if (changes === 0) throw new Error("Nobody was told anything.");
  return took;
}

const times = Array.from({ length: warmUp + rounds }, burst)
  .slice(warmUp)
  .sort((a, b) => a - b);
const median = times[Math.floor(times.length / 2)] ?? Number.NaN;
const worst = times.at(-1) ?? Number.NaN;
console.log(
  `${notifications} notifications, ${peers} peers: median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`,
);
console.log(`Goal: under ${goal} ms: ${median < goal ? "met" : "missed"}`);
if (!(median < goal)) process.exitCode = 1;
