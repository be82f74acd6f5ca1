import { testShare } from "./simulation.ts";

testShare(3);
