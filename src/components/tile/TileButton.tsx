import { type ButtonHTMLAttributes, forwardRef } from "react";
import { Icon, type IconName } from "../common/Icon.tsx";

export interface TileButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  readonly icon: IconName;
  /** The action of a press, for screen readers and as a tooltip. */
  readonly label: string;
}

/**
 * A round button for a tile's `actions`, which can open a menu, pin the tile, and so on. It stays visible over
 * any picture.
 */
export const TileButton = forwardRef<HTMLButtonElement, TileButtonProps>(function TileButton(
  { icon, label, className = "", ...rest },
  ref,
) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      ref={ref}
      className={`sora-tile-button ${className}`.trim()}
    >
      <Icon name={icon} />
    </button>
  );
});
