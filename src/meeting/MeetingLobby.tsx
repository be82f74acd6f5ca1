import { useI18n } from "../components/common/I18nProvider.tsx";
import { EffectsMenu } from "../components/devices/EffectsMenu.tsx";
import { LevelMeter } from "../components/devices/LevelMeter.tsx";
import { SpeakerTest } from "../components/devices/SpeakerTest.tsx";
import { Lobby } from "../components/lobby/Lobby.tsx";
import { playTestSound } from "../devices/test-sound.ts";
import { useSupport } from "../hooks/support.ts";
import { nameLimit } from "../protocol/display-name.ts";
import { Invitation } from "./Invitation.tsx";
import type { MeetingLobbyProps } from "./types.ts";
import { useMicrophoneLevel } from "./useMicrophoneLevel.ts";

/** The lobby of a meeting: a `Lobby` with this person's devices. A name is optional. */
export function MeetingLobby(props: MeetingLobbyProps) {
  const { name, media, devices, effects, problem = null, invitation, lead, children, onJoin } = props;
  const { t } = useI18n();
  const observed = useSupport();
  const support = props.support === undefined ? observed : props.support;
  const subscribe = useMicrophoneLevel(media);
  return (
    <div className="sora-meeting-lobby">
      <Lobby
        {...{ media, devices, support, onJoin }}
        defaultName={name}
        checkName={() => null}
        maxNameLength={nameLimit}
        error={problem}
        disabled={problem !== null}
        lead={lead ?? t("meeting.lead")}
        // The meter exists before there is sound, so that the layout does not move.
        levelMeter={
          media &&
          media.microphone.status !== "unused" &&
          (subscribe ? <LevelMeter subscribe={subscribe} /> : <LevelMeter level={0} />)
        }
        footer={
          <>
            {children}
            {invitation !== null && <Invitation link={invitation} shown />}
          </>
        }
        {...(media && { speakerTest: <SpeakerTest onPlay={() => playTestSound(media.speakerId)} /> })}
        {...(media &&
          effects && {
            effects: (["microphone", "camera"] as const).map((which) => {
              const { choose, ...choice } = effects[which];
              return (
                <EffectsMenu key={which} {...{ which, ...choice }} device={media[which]} onChoose={choose} />
              );
            }),
          })}
        {...(media && {
          onToggle: (kind, on) => (on ? void media.turnOn(kind) : media.turnOff(kind)),
          onChoose: (kind, deviceId) => void media.choose(kind, deviceId),
          onChooseSpeaker: media.chooseSpeaker,
        })}
      />
    </div>
  );
}
