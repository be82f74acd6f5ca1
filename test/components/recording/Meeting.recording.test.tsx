import { act, screen, within } from "@testing-library/react";
import { ja } from "react-sora-e2ee";
import { describe, expect, it } from "vitest";
import { openMeeting, press, setUpMeetings } from "../support/meeting.tsx";
import { settle } from "../support/set-up-hook.ts";

setUpMeetings();

const id = "0123456789abcdef0123456789abcdef";

async function openCall(props: Parameters<typeof openMeeting>[0] = {}, messages?: typeof ja) {
  const meeting = await openMeeting({ autoJoin: true, name: "Ann", ...props }, messages);
  await act(() => settle());
  await meeting.connected();
  await meeting.joins("BEN", "Ben");
  const saysAs = (from: string, message: unknown) =>
    act(async () =>
      meeting.call().receives("sealed", {
        label: "#recording",
        from,
        signedBy: "identity",
        addressed: false,
        data: new TextEncoder().encode(JSON.stringify(message)),
      }),
    );
  const says = (message: unknown) => saysAs("BEN", message);
  const sent = () => meeting.call().sent.map(({ data }) => JSON.parse(String(data)));
  return { ...meeting, says, saysAs, sent };
}

describe("a meeting with recording", () => {
  it("asks for consent, sends the answer, and marks the recording for as long as it lasts", async () => {
    const { call, says, sent } = await openCall({ recording: true });
    expect(call().options.sealedMessages).toEqual(["#recording"]);
    await says({ recording: id, status: "asking" });
    const dialog = screen.getByRole("dialog", { name: "Do you agree to be recorded?" });
    expect(dialog).toHaveTextContent(/Ben.* wants to record this call/u);
    await act(async () => within(dialog).getByRole("button", { name: "Decline" }).click());
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(sent()).toEqual([{ answer: id, agreed: false }]);
    await says({ heard: id, agreed: false });
    await says({ recording: id, status: "recording", age: 3 });
    const mark = screen.getByRole("list", { name: "Recordings" });
    expect(mark).toHaveTextContent(/Ben.* has been recording since .*You are left out\./u);
    expect(screen.getByText(/^Recording started: .*Ben/u)).toBeInTheDocument();
    await press("Change my answer");
    await press("Agree");
    expect(sent().at(-1)).toEqual({ answer: id, agreed: true });
    await says({ heard: id, agreed: true });
    expect(mark).toHaveTextContent("You are in the recording.");
    await says({ recording: id, status: "ended" });
    expect(screen.queryByRole("list", { name: "Recordings" })).toBeNull();
    expect(screen.getByText(/^Recording stopped: .*Ben/u)).toBeInTheDocument();
  });

  it("counts a closed dialog as no answer, and does not ask again automatically", async () => {
    const { says, sent } = await openCall({ recording: true });
    await says({ recording: id, status: "asking" });
    const dialog = screen.getByRole("dialog");
    await act(async () => within(dialog).getByRole("button", { name: "Close" }).click());
    await says({ recording: id, status: "recording", age: 1 });
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(sent()).toEqual([]);
    await press("Answer");
    expect(screen.getByRole("dialog")).toHaveTextContent("You are left out so far.");
  });

  it("does not open a closed request again when the recorder's key becomes known, nor after they reconnect", async () => {
    const { call, joins, says, saysAs } = await openCall({ recording: true });
    await says({ recording: id, status: "asking" });
    await press("Close");
    const isKnown = (connectionId: string) =>
      act(async () => call().script.identifies(connectionId, { status: "known", key: "key of Ben" }));
    await isKnown("BEN");
    await says({ recording: id, status: "asking" });
    expect(screen.queryByRole("dialog")).toBeNull();
    await act(async () => call().script.leaves("BEN"));
    await joins("BEN2", "Ben");
    await isKnown("BEN2");
    await saysAs("BEN2", { recording: id, status: "recording", age: 3 });
    expect(screen.queryByRole("dialog")).toBeNull();
    await press("Answer");
    expect(screen.getByRole("dialog")).toHaveTextContent("You are left out so far.");
  });

  it("does not ask for another recorder in an open dialog, whose button a person may be pressing", async () => {
    const { joins, says, saysAs, sent } = await openCall({ recording: true });
    await joins("CHO", "Cho");
    await says({ recording: id, status: "asking" });
    await saysAs("CHO", { recording: id.replaceAll("0", "f"), status: "asking" });
    const button = within(screen.getByRole("dialog")).getByRole("button", { name: "Agree" });
    await says({ recording: id, status: "ended" });
    await act(async () => button.click());
    expect(sent()).toEqual([]);
    expect(screen.queryByRole("dialog")).toBeNull();
    await press("Answer");
    await press("Agree");
    expect(sent()).toEqual([{ answer: id.replaceAll("0", "f"), agreed: true }]);
  });

  it("has a record button, and shows the reason when a recording did not begin", async () => {
    await openCall({ recording: true });
    await press("More");
    await press("Record");
    const why = "This browser cannot record a call.";
    expect(screen.getByText(why).parentElement).toHaveRole("alert");
    await press("More");
    expect(screen.getByRole("button", { name: /^Record: Failed/u })).toBeInTheDocument();
    await press("Close");
    expect(screen.queryByText(why)).toBeNull();
  });

  it("asks in Japanese", async () => {
    const { says } = await openCall({ recording: true }, ja);
    await says({ recording: id, status: "asking" });
    expect(screen.getByRole("dialog", { name: "録画に同意しますか？" })).toBeInTheDocument();
  });

  it("has no button and no label unless the app asks for recording", async () => {
    const { call, says } = await openCall();
    expect(call().options.sealedMessages).toEqual([]);
    await says({ recording: id, status: "asking" });
    expect(screen.queryByRole("dialog")).toBeNull();
    await press("More");
    expect(screen.queryByRole("button", { name: "Record" })).toBeNull();
  });
});
