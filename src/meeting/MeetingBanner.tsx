import { CallEncryptionBanner } from "../components/encryption/CallEncryptionBanner.tsx";
import { IdentityWarning } from "../components/identity/IdentityWarning.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { useSoraCall } from "../hooks/SoraCallProvider.tsx";
import { useCallEncryption } from "../hooks/useCallEncryption.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { noIdentity } from "../protocol/identity.ts";
import { useMeeting } from "./useMeeting.ts";

/** The encryption of the whole call, and peers whose identity key changed since verification. */
export function MeetingBanner() {
  const call = useSoraCall();
  const { names, showEncryption, leave } = useMeeting();
  const encryption = useCallEncryption();
  const changed = useCallState(({ peers }) =>
    Object.values(peers)
      .filter(({ identityChanged }) => identityChanged)
      .map(({ connectionId }) => connectionId),
  );
  const identities = useCallState(({ peers }) => changed.map((id) => peers[id]?.identity ?? noIdentity));
  return (
    <div className="sora-meeting-banner">
      <CallEncryptionBanner encryption={encryption} names={names} onShow={showEncryption} />
      <ul aria-live="polite" hidden={changed.length === 0}>
        {changed.map((id, place) => (
          <li key={id}>
            <IdentityWarning
              name={nameOf(names, id) ?? id}
              since={identities[place]?.previousVerifiedAt ?? null}
              onCompare={() => showEncryption(id)}
              {...(identities[place]?.status === "changed" && { onAccept: () => call.acceptIdentity(id) })}
              onLeave={leave}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
