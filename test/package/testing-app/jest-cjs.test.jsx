const { act, cleanup, render, screen } = require("@testing-library/react");
const { SoraCallProvider, useCallPhase } = require("react-sora-e2ee");
const { createTestCall } = require("react-sora-e2ee/testing");

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
