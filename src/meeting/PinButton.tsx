import { useI18n } from "../components/common/I18nProvider.tsx";
import { TileButton } from "../components/tile/TileButton.tsx";

interface PinButtonProps {
  readonly name: string;
  readonly pinned: boolean;
  readonly onPress: () => void;
}

/** Keeps a tile large, or does so no longer. */
export function PinButton({ name, pinned, onPress }: PinButtonProps) {
  const { t } = useI18n();
  return (
    <TileButton icon="pin" label={t(pinned ? "meeting.unpin" : "meeting.pin", { name })} onClick={onPress} />
  );
}
