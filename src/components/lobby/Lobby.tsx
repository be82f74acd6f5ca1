import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { MediaKind } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { ErrorNotice } from "../notices/ErrorNotice.tsx";
import { type ShownSupport, SupportNotice } from "../notices/SupportNotice.tsx";
import type { ShownDeviceLists, ShownMedia } from "../tile/shown-media.ts";
import { LobbyDevices, LobbyPicture } from "./LobbyDevices.tsx";
import { NameField } from "./NameField.tsx";

export interface LobbyProps {
  /** The result of `useLocalMedia`; null: this person only watches, so there is no preview. */
  readonly media: (ShownMedia & { readonly stream: MediaStream | null }) | null;
  /** The result of `useDevices`. Without it there are no devices to choose from. */
  readonly devices?: ShownDeviceLists;
  /** The result of `useSupport`; null: not known yet, and joining has to wait. Default: supported, and not mentioned. */
  readonly support?: ShownSupport | null;
  /** The reason why the last attempt to join failed. */
  readonly error?: { readonly code: SoraE2EEErrorCode; readonly message?: string } | null;
  /** A call is being joined. */
  readonly joining?: boolean;
  /** Joining is not possible now, for a reason that `children` explain. */
  readonly disabled?: boolean;
  /**
   * The name, if the app controls it. Without it the lobby keeps the name itself, starting with `defaultName`.
   */
  readonly name?: string;
  readonly defaultName?: string;
  /** Called with each change of the text. */
  readonly onNameChange?: (name: string) => void;
  /**
   * Returns the problem with a name in a sentence, or null if the name is valid. Default: the name must not be
   * empty.
   */
  readonly checkName?: (name: string) => string | null;
  /** Characters. Default 60. */
  readonly maxNameLength?: number;
  /** Default: a title of the lobby's own. */
  readonly title?: ReactNode;
  /** Under the title. */
  readonly lead?: ReactNode;
  /** A `LevelMeter`, under the preview. */
  readonly levelMeter?: ReactNode;
  /** A `SpeakerTest`, after the choice of devices. */
  readonly speakerTest?: ReactNode;
  /** One or two `EffectsMenu`, after the choice of devices. */
  readonly effects?: ReactNode;
  /** Optional content below the button. */
  readonly footer?: ReactNode;
  /** Further fields, above the button. */
  readonly children?: ReactNode;
  /** Called when the person turns the microphone (`audio`) or camera (`video`) on or off. */
  readonly onToggle?: (kind: MediaKind, on: boolean) => void;
  /** Called when the person chooses this device; null: the browser chooses. */
  readonly onChoose?: (kind: MediaKind, deviceId: string | null) => void;
  /** Called when the person chooses a speaker. Without it there are no speakers to choose from. */
  readonly onChooseSpeaker?: (deviceId: string | null) => void;
  /** Called when the person wants to join, with this name. It has no spaces around it. */
  readonly onJoin: (name: string) => void;
}

/**
 * The page before a call: our own video, devices and name, the result of the browser check, and the join
 * button.
 */
export function Lobby(props: LobbyProps) {
  const { media, support, error = null, joining = false, disabled = false, maxNameLength = 60 } = props;
  const { t } = useI18n();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [ownName, setOwnName] = useState(props.defaultName ?? "");
  const [tried, setTried] = useState(false);
  const name = props.name ?? ownName;
  const check = props.checkName ?? ((given: string) => (given ? null : t("lobby.name.missing")));
  const problem = check(name.trim());
  const possible = support === undefined || support?.supported === true;

  const changeName = (next: string) => {
    setOwnName(next);
    props.onNameChange?.(next);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (joining || disabled || !possible) return;
    setTried(true);
    if (problem === null) props.onJoin(name.trim());
    else input.current?.focus();
  };

  return (
    <form className="sora-lobby" aria-labelledby={`${id}-title`} noValidate onSubmit={submit}>
      <header>
        <h1 id={`${id}-title`}>{props.title ?? t("lobby.title")}</h1>
        {props.lead !== undefined && <p className="sora-lobby-lead">{props.lead}</p>}
      </header>
      <div className="sora-lobby-columns">
        {media && <LobbyPicture {...props} media={media} name={name.trim()} />}
        <div className="sora-lobby-fields">
          {support !== undefined && (
            <div className="sora-lobby-support">{support && <SupportNotice support={support} />}</div>
          )}
          {error && <ErrorNotice error={error} />}
          <NameField
            name={name}
            maxLength={maxNameLength}
            required={props.checkName === undefined}
            problem={tried ? problem : null}
            inputRef={input}
            onChange={changeName}
          />
          {props.children}
          <button
            type="submit"
            className="sora-button"
            disabled={disabled || !possible}
            aria-disabled={joining}
            data-busy={joining ? "" : undefined}
          >
            {t(joining ? "lobby.joining" : "lobby.join")}
          </button>
          {props.footer}
        </div>
        {media && <LobbyDevices {...props} media={media} />}
      </div>
    </form>
  );
}
