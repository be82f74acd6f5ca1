export { eventually } from "../../support/wait.ts";
