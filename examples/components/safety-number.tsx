import { useState } from "react";
import { EncryptionDetails, SafetyNumberDialog, usePeer, useSafetyNumber } from "react-sora-e2ee";

/** The facts about one peer, and a dialog to compare its safety number. */
export function Details({ id, name }: { readonly id: string; readonly name: string }) {
  const peer = usePeer(id);
  const { safetyNumber, verified, changed, setVerified } = useSafetyNumber(id);
  const [comparing, setComparing] = useState(false);
  if (!peer) return null;
  return (
    <>
      <EncryptionDetails
        name={name}
        encryption={peer.encryption}
        keyId={peer.keyId}
        fingerprint={peer.fingerprint}
        verified={verified}
        onCompare={() => setComparing(true)}
      />
      <SafetyNumberDialog
        open={comparing}
        name={name}
        safetyNumber={safetyNumber}
        verified={verified}
        changed={changed}
        onVerify={setVerified}
        onClose={() => setComparing(false)}
      />
    </>
  );
}
