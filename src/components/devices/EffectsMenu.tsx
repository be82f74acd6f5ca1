import { useId } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import type { ShownDevice } from "../tile/shown-media.ts";

/** An effect from the result of `useMediaEffects`. */
export interface ShownEffect {
  readonly id: string;
  readonly name: string;
  /** Why this browser cannot run it, in a sentence. Default: it can. */
  readonly unavailable?: string | null;
}

export interface EffectsMenuProps {
  /** The kind of device that the effects are for. */
  readonly which: "microphone" | "camera";
  /** With none, nothing is shown. */
  readonly effects: readonly ShownEffect[];
  /** Id of the effect that is switched on; null: none. */
  readonly chosen: string | null;
  /** The device, of `useLocalMedia`: whether the effect is being switched on, and whether it failed. */
  readonly device: ShownDevice;
  /** Called when the person chooses this effect; null: none. */
  readonly onChoose: (id: string | null) => void;
}

/** A choice of effects for the camera or the microphone, for example a blurred background. */
export function EffectsMenu({ which, effects, chosen, device, onChoose }: EffectsMenuProps) {
  const { t } = useI18n();
  const id = useId();
  if (effects.length === 0) return null;
  const choices: readonly ShownEffect[] = [{ id: "", name: t("effects.none") }, ...effects];
  const note = noteOf(device, chosen);
  return (
    <fieldset className="sora-device-group" data-effects={which}>
      <legend>{t(`effects.${which}`)}</legend>
      {choices.map(({ id: effect, name, unavailable = null }, index) => (
        <div key={effect}>
          <label className="sora-device-choice">
            <input
              type="radio"
              name={id}
              checked={effect === (chosen ?? "")}
              disabled={unavailable !== null}
              aria-describedby={unavailable === null ? undefined : `${id}-${index}`}
              onChange={() => onChoose(effect || null)}
            />
            <bdi>{name}</bdi>
          </label>
          {unavailable !== null && (
            <p id={`${id}-${index}`} className="sora-note">
              {unavailable}
            </p>
          )}
        </div>
      ))}
      <div role="status">
        {note === "starting" && <p className="sora-note">{t("effects.starting")}</p>}
        {note === "failed" && (
          <p className="sora-note">
            <strong>{t(`effects.${which}.failed`)}</strong> {t("effects.failed.do")}
          </p>
        )}
      </div>
    </fieldset>
  );
}

/** A device that opens with an effect waits for it. */
function noteOf(device: ShownDevice, chosen: string | null): "starting" | "failed" | null {
  if (chosen === null) return null;
  if (device.status === "opening") return "starting";
  if (device.status !== "on" && device.status !== "muted") return null;
  const status = device.processor?.status;
  return status === "starting" || status === "failed" ? status : null;
}
