export { maxPeers } from "../status.ts";
