import type { Messages } from "../types.ts";
import { announce } from "./announce.ts";
import { call } from "./call.ts";
import { controls } from "./controls.ts";
import { devices } from "./devices.ts";
import { emoji } from "./emoji.ts";
import { encryption } from "./encryption.ts";
import { errors } from "./errors.ts";
import { grid } from "./grid.ts";
import { identity } from "./identity.ts";
import { lobby } from "./lobby.ts";
import { log } from "./log.ts";
import { meeting } from "./meeting.ts";
import { opened } from "./opened.ts";
import { panels } from "./panels.ts";
import { recording } from "./recording.ts";
import { room } from "./room.ts";
import { safety } from "./safety.ts";
import { tile } from "./tile.ts";
import { together } from "./together.ts";

export const ja: Messages = {
  ...encryption,
  ...safety,
  ...identity,
  ...room,
  ...emoji,
  ...announce,
  ...tile,
  ...grid,
  ...controls,
  ...devices,
  ...lobby,
  ...opened,
  ...panels,
  ...call,
  ...meeting,
  ...log,
  ...errors,
  ...together,
  ...recording,
};
