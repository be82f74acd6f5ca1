import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createSoraCall } from "../call/create-sora-call.ts";
import { useDevices } from "../hooks/useDevices.ts";
import { useLocalMedia } from "../hooks/useLocalMedia.ts";
import { type MediaEffect, useMediaEffects } from "../hooks/useMediaEffects.ts";
import type { CreateCall } from "../hooks/useSoraE2EE.ts";
import { cleanName } from "../protocol/display-name.ts";
import type { CallEnding } from "../store/ending.ts";
import { MeetingCall } from "./MeetingCall.tsx";
import { withParts } from "./parts.ts";
import type { MeetingProps, MeetingWithCallProps } from "./types.ts";

/** Enough for a meeting, and low enough for a laptop with several tabs. */
const modestVideo: MediaTrackConstraints = {
  width: { ideal: 640 },
  height: { ideal: 360 },
  frameRate: { ideal: 24, max: 30 },
};

const noEffects: readonly MediaEffect[] = [];

/**
 * A whole end-to-end encrypted meeting: lobby, call, and the page after it. Its height is that of the window,
 * or `--sora-meeting-height`. Each part can be replaced (`parts`), and all of it uses this package's public
 * hooks and components.
 */
export function Meeting(given: MeetingProps | MeetingWithCallProps) {
  const props = { signalingUrls: "", channelId: "", ...given };
  const [createCall] = useState<CreateCall>(() => {
    const { call } = given;
    return call ? () => call : (given.createCall ?? createSoraCall);
  });
  const { autoJoin = false, role = "sendrecv", invitation = null, problem = null } = props;
  const { audio = true, video = modestVideo, remember, onJoin, onLeave, onBack } = props;
  const [name, setName] = useState(() => cleanName(props.name) ?? "");
  const [stage, setStage] = useState<"lobby" | "call">(autoJoin && problem === null ? "call" : "lobby");
  const effects = useMediaEffects(
    props.effects ?? noEffects,
    remember === undefined ? {} : { remember: `${remember}-effects` },
  );
  const ownMedia = useLocalMedia({
    processors: {
      camera: effects.processors.camera ?? props.processors?.camera,
      microphone: effects.processors.microphone ?? props.processors?.microphone,
    },
    audio,
    video,
    ...(remember !== undefined && { remember }),
    ...(props.media && { media: props.media }),
  });
  const devices = useDevices(ownMedia.media);
  const watches = role === "recvonly";
  const media = watches ? null : ownMedia;
  const parts = useMemo(() => withParts(props.parts), [props.parts]);
  const main = useRef<HTMLElement>(null);
  const entered = useRef(stage);

  const source = ownMedia.media;
  const preview = stage === "lobby" && !watches && problem === null;
  useEffect(() => {
    // The camera must be off when the person chose to only watch.
    if (watches) source.close();
    else if (preview) void source.open();
  }, [watches, preview, source]);

  useEffect(() => {
    // Keyboard and screen reader users continue at the start of the new stage.
    if (entered.current !== stage) main.current?.focus();
    entered.current = stage;
  }, [stage]);

  const over = useCallback(
    (ending: CallEnding) => {
      source.close();
      onLeave?.(ending);
    },
    [source, onLeave],
  );

  const join = (given: string) => {
    const next = cleanName(given) ?? "";
    setName(next);
    setStage("call");
    onJoin?.(next);
  };
  const back = () => {
    setStage("lobby");
    onBack?.();
  };
  return (
    <div className="sora-meeting" data-stage={stage}>
      <parts.Header title={props.title ?? <bdi translate="no">{props.channelId}</bdi>}>
        {props.headerActions}
      </parts.Header>
      <main ref={main} tabIndex={-1} className="sora-meeting-main">
        {stage === "lobby" ? (
          <parts.Lobby
            {...{ name, media, devices, effects, problem, invitation, lead: props.lead, onJoin: join }}
            // An existing call needs no check of the browser.
            {...(props.call && { support: { supported: true } as const })}
          >
            {props.lobbyFields}
          </parts.Lobby>
        ) : (
          <MeetingCall
            {...props}
            {...{ createCall, role, name, media, devices, effects, parts, onOver: over, onBack: back }}
          />
        )}
      </main>
    </div>
  );
}
