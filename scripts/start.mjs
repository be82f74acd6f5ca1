import { parseStartFlags } from "./lib/flags.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { fail } from "./lib/say.mjs";

const flags = parseStartFlags(process.argv.slice(2), fail);
ensureInstalled();

// The code below needs the installed packages.
const { startMeeting } = await import("./lib/meeting.mjs");
await startMeeting(flags);
