import { useId } from "react";
import type { Texts } from "./language.ts";
import { codecs, layerChoices, spotlightNumbers, type VideoSettings } from "./params.ts";

interface VideoFieldsProps {
  readonly texts: Texts;
  readonly settings: VideoSettings;
  readonly onChange: (settings: VideoSettings) => void;
}

/** The settings for sending and receiving video, for experiments with codecs and layers. */
export function VideoFields({ texts, settings, onChange }: VideoFieldsProps) {
  const { codec, simulcast, spotlight, layers } = settings;
  const change = (changed: Partial<VideoSettings>) => onChange({ ...settings, ...changed });
  const hasLayers = simulcast || spotlight !== null;
  return (
    <details className="demo-settings">
      <summary>{texts.videoSettings}</summary>
      <Choice
        name="codec"
        label={texts.codec}
        values={codecs}
        value={codec}
        textOf={(value) => value}
        onChoose={(value) => change({ codec: value })}
      />
      <label className="demo-check">
        <input
          type="checkbox"
          name="simulcast"
          checked={hasLayers}
          disabled={spotlight !== null}
          onChange={({ currentTarget }) => change({ simulcast: currentTarget.checked })}
        />
        {texts.simulcast}
      </label>
      <Choice
        name="spotlight"
        label={texts.spotlight}
        values={[null, ...spotlightNumbers]}
        value={spotlight}
        textOf={(value) => (value === null ? texts.spotlightOff : String(value))}
        onChoose={(value) => change({ spotlight: value })}
      />
      {hasLayers && spotlight === null && (
        <Choice
          name="layers"
          label={texts.layers}
          values={layerChoices}
          value={layers}
          textOf={(value) => texts[value]}
          onChoose={(value) => change({ layers: value })}
        />
      )}
    </details>
  );
}

interface ChoiceProps<Value> {
  readonly name: string;
  readonly label: string;
  readonly values: readonly Value[];
  readonly value: Value;
  readonly textOf: (value: Value) => string;
  readonly onChoose: (value: Value) => void;
}

function Choice<Value extends string | number | null>(props: ChoiceProps<Value>) {
  const { name, label, values, value, textOf, onChoose } = props;
  const id = useId();
  return (
    <div className="sora-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="sora-input"
        name={name}
        value={values.indexOf(value)}
        onChange={({ currentTarget }) => onChoose(values[currentTarget.selectedIndex] ?? value)}
      >
        {values.map((each, index) => (
          <option key={String(each)} value={index}>
            {textOf(each)}
          </option>
        ))}
      </select>
    </div>
  );
}
