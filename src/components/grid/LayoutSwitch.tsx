import { useI18n } from "../common/I18nProvider.tsx";
import { ControlButton } from "../controls/ControlButton.tsx";

type Layout = "grid" | "speaker" | "sidebar";

export interface LayoutSwitchProps {
  readonly layout: Layout;
  /** Called when the person chooses this layout. */
  readonly onChoose: (layout: Layout) => void;
}

const layouts: readonly Layout[] = ["grid", "speaker", "sidebar"];

/** A button for each layout of the tiles. The current layout's button is pressed. */
export function LayoutSwitch({ layout, onChoose }: LayoutSwitchProps) {
  const { t } = useI18n();
  return (
    // biome-ignore lint/a11y/useSemanticElements: A fieldset is for a form, and this is none.
    <div className="sora-layouts" role="group" aria-label={t("layout.label")}>
      {layouts.map((one) => (
        <ControlButton
          key={one}
          icon={`layout-${one}`}
          text={t(`layout.${one}`)}
          pressed={one === layout}
          onPress={() => onChoose(one)}
        />
      ))}
    </div>
  );
}
