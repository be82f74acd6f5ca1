import { useI18n } from "../common/I18nProvider.tsx";
import { ControlButton } from "./ControlButton.tsx";

export interface PictureInPictureButtonProps {
  /** The result of `usePictureInPicture`. With null there is no button. */
  readonly mode: "document" | "video" | null;
  readonly isOpen: boolean;
  /** Open the window here, in the same task, because browsers require a click. */
  readonly onOpen: () => void;
  /** Called when the person closes the window. */
  readonly onClose: () => void;
}

/** A button that opens and closes a small window over other programs. */
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
