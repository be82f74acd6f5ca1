import type { Messages } from "../types.ts";
import { call } from "./call.ts";
import { controls } from "./controls.ts";
import { encryption } from "./encryption.ts";
import { errors } from "./errors.ts";
import { grid } from "./grid.ts";
import { log } from "./log.ts";
import { tile } from "./tile.ts";

export const ja: Messages = {
  ...encryption,
  ...tile,
  ...grid,
  ...controls,
  ...call,
  ...log,
  ...errors,
};
