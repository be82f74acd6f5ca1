import type { ReactNode } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { ControlMenu } from "./ControlMenu.tsx";

export interface MoreMenuProps {
  /** A short count on the icon, such as new messages. */
  readonly mark?: string | undefined;
  /** `ControlButton` and similar buttons, one in each line. */
  readonly children?: ReactNode;
}

/**
 * The controls that do not fit into the bar, one in each line. A press on a button inside closes the menu.
 */
export function MoreMenu({ mark, children }: MoreMenuProps) {
  const { t } = useI18n();
  return (
    <ControlMenu more icon="more" text={t("control.more")} mark={mark} closeOnPress>
      <div className="sora-menu-items">{children}</div>
    </ControlMenu>
  );
}
