import { createContext } from "react";
import type { Reactions } from "../hooks/reactions-store.ts";

/** Separate from `MeetingContext`, which changes often, so that tiles do not render for its changes. */
export const ReactionsContext = createContext<Reactions | null>(null);
