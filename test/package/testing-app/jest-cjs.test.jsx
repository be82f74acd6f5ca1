const { act, cleanup, fireEvent, render, screen } = require("@testing-library/react");
const { Meeting, SoraCallProvider, useCallPhase } = require("react-sora-e2ee");
const { createTestCall, createTestMedia } = require("react-sora-e2ee/testing");

function Status() {
  return <p>{useCallPhase()}</p>;
}

test("the app says when the call is lost", () => {
  const call = createTestCall({ phase: "connected" });
  render(
    <SoraCallProvider call={call}>
      <Status />
    </SoraCallProvider>,
  );
  expect(screen.getByText("connected")).toBeTruthy();
  act(() => call.script.fails("connection-lost"));
  expect(screen.getByText("failed")).toBeTruthy();
  cleanup();
});

test("the chat of a meeting sends a message", async () => {
  const call = createTestCall();
  render(<Meeting call={call} media={createTestMedia()} name="Hanako" autoJoin chat />);
  fireEvent.click(await screen.findByRole("button", { name: "Chat" }));
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "Hello" } });
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  expect(await screen.findByText("Hello")).toBeTruthy();
  expect(call.sent).toHaveLength(1);
  act(() => call.script.joins("TARO0000000000000000000002", { metadata: { name: "Taro" } }));
  fireEvent.click(screen.getByRole("button", { name: /^Exchanging keys/ }));
  expect(screen.getByRole("dialog")).toBeTruthy();
  cleanup();
}, 60_000);
