import { useI18n } from "../common/I18nProvider.tsx";
import { ControlButton } from "./ControlButton.tsx";

export interface PictureInPictureButtonProps {
  /** As `usePictureInPicture` gives it; with null there is no button. */
  readonly mode: "document" | "video" | null;
  readonly isOpen: boolean;
  /** Open it here, in the same task: browsers want a click. */
  readonly onOpen: () => void;
  /** The person wants the window closed. */
  readonly onClose: () => void;
}

/** Opens a small window over other programs, and closes it. */
export function PictureInPictureButton({ mode, isOpen, onOpen, onClose }: PictureInPictureButtonProps) {
  const { t } = useI18n();
  if (mode === null) return null;
  return (
    <ControlButton
      icon="picture-in-picture"
      text={t("control.picture-in-picture")}
      pressed={isOpen}
      onPress={isOpen ? onClose : onOpen}
    />
  );
}
