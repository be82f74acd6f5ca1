import { SoraCallProvider, useCallEncryption } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";

/** A call for your own tests and stories: no server, no camera, no worker. */
export function createCallWithHanako() {
  const call = createTestCall({
    phase: "connected",
    self: { connectionId: "SELF", encryption: { status: "protected" } },
  });
  call.script.joins("HANAKO", { metadata: { name: "Hanako" } });
  call.script.sends("HANAKO", { hue: 210 });
  call.script.observed("HANAKO", { encryption: { status: "encrypted" }, keyId: 0 });
  return call;
}

/** Later in the test: `call.script.observed("HANAKO", { encryption: { status: "failing", reason: "no-key" } })`. */
export function Shown({ call }: { readonly call: ReturnType<typeof createCallWithHanako> }) {
  return (
    <SoraCallProvider call={call}>
      <Summary />
    </SoraCallProvider>
  );
}

function Summary() {
  return <p>{useCallEncryption().status}</p>;
}
