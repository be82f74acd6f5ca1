import { act, cleanup, render, screen } from "@testing-library/react";
import { createElement } from "react";
import { SoraCallProvider, useCallPhase } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";

function Status() {
  return createElement("p", null, useCallPhase());
}

test("the app says when the call is lost", () => {
  const call = createTestCall({ phase: "connected" });
  render(createElement(SoraCallProvider, { call }, createElement(Status)));
  expect(screen.getByText("connected")).toBeTruthy();
  act(() => call.script.fails("connection-lost"));
  expect(screen.getByText("failed")).toBeTruthy();
  cleanup();
});
