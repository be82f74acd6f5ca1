import { createContext } from "react";
import type { SoraCall } from "../call/types.ts";

export const CallContext = createContext<SoraCall | null>(null);
