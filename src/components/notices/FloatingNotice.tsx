import type { ReactNode } from "react";
import { Icon, type IconName } from "../common/Icon.tsx";

export interface FloatingNoticeProps {
  readonly shown: boolean;
  readonly icon: IconName;
  readonly text: string;
  /** The buttons. */
  readonly children: ReactNode;
}

/**
 * A short notice with buttons, above other content. Its live region exists before the notice, so that screen
 * readers read it out.
 */
export function FloatingNotice({ shown, icon, text, children }: FloatingNoticeProps) {
  return (
    <div className="sora-floating-notice" role="status">
      {shown && (
        <>
          <Icon name={icon} />
          <p className="sora-note">{text}</p>
          <div className="sora-floating-notice-actions">{children}</div>
        </>
      )}
    </div>
  );
}
