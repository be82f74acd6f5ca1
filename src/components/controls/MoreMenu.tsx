import type { ReactNode } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { ControlMenu } from "./ControlMenu.tsx";

export interface MoreMenuProps {
  /** A short count on the icon: of new messages, say. */
  readonly mark?: string | undefined;
  /** `ControlButton` and its kin, one in a line. */
  readonly children?: ReactNode;
}

/** The controls that do not fit into the bar, one in a line. A press on one of them closes it. */
export function MoreMenu({ mark, children }: MoreMenuProps) {
  const { t } = useI18n();
  return (
    <ControlMenu more icon="more" text={t("control.more")} mark={mark} closeOnPress>
      <div className="sora-menu-items">{children}</div>
    </ControlMenu>
  );
}
