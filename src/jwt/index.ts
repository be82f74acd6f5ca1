export type { ParticipantPublicKey, Vouched } from "../protocol/identity.ts";
export { type IssueVouchOptions, issueVouch } from "./issue.ts";
export { type JwtVouchOptions, jwtVouch } from "./request.ts";
export { type JwtVerifierOptions, jwtVerifyVouch } from "./verify.ts";
