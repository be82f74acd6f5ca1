import type { ReactNode } from "react";
import type { SoraCall } from "../call/types.ts";
import { CallContext } from "./call-context.ts";

export interface SoraCallProviderProps {
  /** From `useSoraE2EE` or `createSoraCall`. */
  readonly call: SoraCall;
  readonly children?: ReactNode;
}

/** Hands a call down to the hooks below it. Providers can be nested: the nearest call counts. */
export function SoraCallProvider({ call, children }: SoraCallProviderProps) {
  return <CallContext.Provider value={call}>{children}</CallContext.Provider>;
}
