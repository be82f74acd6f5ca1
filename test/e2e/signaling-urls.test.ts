import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { everyoneEncrypted, everyoneSeesAndHears } from "./support/expectations.ts";
import { hookSetting, joinWithHook, nothingLeft, unmount } from "./support/hook.ts";
import type { Person } from "./support/meeting.ts";
import { connections, everythingSealed } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const open = hookSetting();

let silent: Server[] = [];

afterEach(() => {
  for (const server of silent) server.close();
  silent = [];
});

async function listen(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/signaling` };
}

/** Accepts every connection and never sends a message. */
async function silentUrl(): Promise<string> {
  const { server, url } = await listen();
  silent.push(server);
  return url;
}

/** No server listens there any more. */
async function closedUrl(): Promise<string> {
  const { server, url } = await listen();
  await new Promise((resolve) => server.close(resolve));
  return url;
}

function openSockets({ tab }: Person): Promise<string[]> {
  return tab.evaluate(() =>
    window.__fake.sockets
      .filter(({ socket }) => socket.readyState < WebSocket.CLOSING)
      .map(({ socket }) => socket.url),
  );
}

test("one of several signaling URLs that answers is used, and the sockets to the others are closed", async () => {
  const meeting = await open();
  const { people, server } = meeting;
  // The browser itself reports sockets that cannot be opened.
  meeting.allowProblems(/WebSocket connection to .* failed/);
  await joinWithHook(meeting, "Ann", { signaling: [await closedUrl(), server.signalingUrl] });
  await joinWithHook(meeting, "Ben", {
    signaling: [await silentUrl(), await closedUrl(), server.signalingUrl],
  });
  await joinWithHook(meeting, "Cho", { signaling: [server.signalingUrl, server.signalingUrl] });

  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);

  await eventually("only the socket to the server that answers is kept", async () => {
    for (const person of people)
      expect(await openSockets(person), person.name).toEqual([server.signalingUrl]);
  });
  expect(connections(meeting.stats(), meeting.channel)).toHaveLength(3);
  await everythingSealed(meeting);
});

test("a cancelled search among signaling URLs leaves nothing open", async () => {
  const meeting = await open();
  const ann = await joinWithHook(meeting, "Ann", { signaling: [await silentUrl(), await silentUrl()] });
  await eventually("the sockets are being opened", async () =>
    expect(await openSockets(ann)).not.toEqual([]),
  );

  await unmount(ann);
  await nothingLeft(ann);
});

test("participants whom a server redirects meet on the other server with sealed frames, and nothing stays open at the first", async () => {
  const meeting = await open();
  const { people, channel } = meeting;
  const first = await open({ redirectTo: meeting.server.signalingUrl });
  const ann = await joinWithHook(meeting, "Ann", { signaling: first.server.signalingUrl });
  await joinWithHook(meeting, "Ben", { signaling: [first.server.signalingUrl, meeting.server.signalingUrl] });
  await joinWithHook(meeting, "Cho");

  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);

  await eventually("only the socket to the second server is kept", async () =>
    expect(await openSockets(ann)).toEqual([meeting.server.signalingUrl]),
  );
  expect(connections(meeting.stats(), channel)).toHaveLength(3);
  await everythingSealed(meeting);
  expect(first.stats()).toEqual({ channels: {} });

  await unmount(ann);
  await nothingLeft(ann);
});
