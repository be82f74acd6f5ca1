import { useState } from "react";
import {
  Dialog,
  EncryptionDetails,
  SafetyNumberDialog,
  useI18n,
  usePeer,
  useSafetyNumber,
} from "react-sora-e2ee";
import { namesById } from "./people.ts";

interface SimulatedDetailsProps {
  readonly connectionId: string;
  readonly onClose: () => void;
}

/** What is known of one member, and from there the safety number. */
export function SimulatedDetails({ connectionId, onClose }: SimulatedDetailsProps) {
  const { t } = useI18n();
  const peer = usePeer(connectionId);
  const { safetyNumber, verified, changed, setVerified } = useSafetyNumber(connectionId);
  const [comparing, setComparing] = useState(false);
  if (!peer) return null;
  const name = namesById[connectionId] ?? connectionId;
  return comparing ? (
    <SafetyNumberDialog
      open
      name={name}
      safetyNumber={safetyNumber}
      verified={verified}
      changed={changed}
      onVerify={setVerified}
      onClose={onClose}
    />
  ) : (
    <Dialog open title={t("details.label", { name })} onClose={onClose}>
      <EncryptionDetails
        name={name}
        encryption={peer.encryption}
        verified={verified}
        keyId={peer.keyId}
        fingerprint={peer.fingerprint}
        onCompare={() => setComparing(true)}
      />
    </Dialog>
  );
}
