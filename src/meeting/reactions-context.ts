import { createContext } from "react";
import type { Reactions } from "../hooks/reactions-store.ts";

/** Apart from `MeetingContext`, which changes often: tiles must not render again for that. */
export const ReactionsContext = createContext<Reactions | null>(null);
