import { act, cleanup, render, screen } from "@testing-library/react";
import { SoraCallProvider, useCallPhase } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { expect, test } from "vitest";

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
