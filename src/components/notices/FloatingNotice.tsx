import { type ReactNode, useRef } from "react";
import { hasFocus } from "../common/has-focus.ts";
import { Icon, type IconName } from "../common/Icon.tsx";
import { useMountedEffect } from "../common/useMountedEffect.ts";

export interface FloatingNoticeProps {
  readonly shown: boolean;
  readonly icon: IconName;
  readonly text: string;
  /** The buttons, if any. */
  readonly children?: ReactNode;
}

/**
 * A short notice above other content. Its live region exists before the notice, so that screen
 * readers read it out.
 */
export function FloatingNotice({ shown, icon, text, children }: FloatingNoticeProps) {
  return (
    <div className="sora-floating-notice" role="status">
      {shown && (
        <>
          <Icon name={icon} />
          <p className="sora-note">{text}</p>
          {children !== undefined && <Actions>{children}</Actions>}
        </>
      )}
    </div>
  );
}

/** When the buttons disappear with the focus, the keyboard continues at the closest surrounding part that takes the focus. */
function Actions({ children }: Pick<FloatingNoticeProps, "children">) {
  const root = useRef<HTMLDivElement>(null);
  useMountedEffect(() => {
    const actions = root.current;
    return () => {
      if (!actions || !hasFocus(actions)) return;
      actions.closest<HTMLElement>("[tabindex]")?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div ref={root} className="sora-floating-notice-actions">
      {children}
    </div>
  );
}
