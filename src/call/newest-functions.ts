import type { IdentityOption, IdentityOptions } from "./identity-options.ts";
import { isPlainObject } from "./plain-object.ts";
import type { SoraCallOptions } from "./types.ts";

/** Options with the newest functions, because a call may reconnect long after the render that created it. */
export function withNewestFunctions(
  options: SoraCallOptions,
  newest: () => SoraCallOptions,
): SoraCallOptions {
  const { metadata, createWorker, identity } = options;
  return {
    ...options,
    ...(typeof metadata === "function" && {
      metadata: () => {
        const { metadata: now = null } = newest();
        return typeof now === "function" ? now() : now;
      },
    }),
    ...(typeof createWorker === "function" && {
      createWorker: () => (newest().createWorker ?? createWorker)(),
    }),
    ...(isIdentityOptions(identity) && {
      identity: withNewestIdentityFunctions(identity, () => newest().identity),
    }),
  };
}

function isIdentityOptions(identity: IdentityOption | undefined): identity is IdentityOptions {
  return isPlainObject(identity);
}

function withNewestIdentityFunctions(
  given: IdentityOptions,
  newest: () => IdentityOption | undefined,
): IdentityOptions {
  const now = (): IdentityOptions => {
    const identity = newest();
    return isIdentityOptions(identity) ? identity : given;
  };
  const { userId, vouch, verifyVouch } = given;
  return {
    ...given,
    ...(typeof userId === "function" && { userId: (peer) => (now().userId ?? userId)(peer) }),
    ...(typeof vouch === "function" && { vouch: (publicKey) => (now().vouch ?? vouch)(publicKey) }),
    ...(typeof verifyVouch === "function" && {
      verifyVouch: (...given) => (now().verifyVouch ?? verifyVouch)(...given),
    }),
  };
}
