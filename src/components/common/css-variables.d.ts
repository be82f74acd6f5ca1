import "react";

declare module "react" {
  interface CSSProperties {
    [variable: `--sora-${string}`]: string | number | undefined;
  }
}
