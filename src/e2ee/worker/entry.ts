import { loadBuiltIn } from "./engine-built-in.ts";
import { serveCall } from "./serve-call.ts";

serveCall(loadBuiltIn);
