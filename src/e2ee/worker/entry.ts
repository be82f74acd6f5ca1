import { loadBuiltIn } from "./built-in-engine.ts";
import { serveCall } from "./serve-call.ts";

serveCall(loadBuiltIn);
