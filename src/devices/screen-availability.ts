/**
 * The availability of screen sharing in this page. `unknown`: not checked yet, as on a server. Otherwise the
 * reason why it is unavailable.
 */
export type ScreenAvailability = "unknown" | "available" | "screen-unsupported" | "screen-not-allowed";

/** Chromium's names; Firefox and Safari have neither. Not in the DOM types. */
interface WithPolicy {
  readonly permissionsPolicy?: { allowsFeature(feature: string): boolean };
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}

/** The facts that are known synchronously. */
function screenAvailability(): ScreenAvailability {
  if (typeof navigator === "undefined" || typeof document === "undefined") return "unknown";
  if (typeof navigator.mediaDevices?.getDisplayMedia !== "function") return "screen-unsupported";
  const { permissionsPolicy, featurePolicy } = document as WithPolicy;
  const policy = permissionsPolicy ?? featurePolicy;
  return policy?.allowsFeature("display-capture") === false ? "screen-not-allowed" : "available";
}

/**
 * Calls back with the present answer, and again when a permission changes it. Returns a function that stops
 * it.
 *
 * Firefox and Safari do not report a page's policy. There the button stays, and a press shows the error.
 */
export function watchScreenAvailability(onAnswer: (answer: ScreenAvailability) => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const now = screenAvailability();
  onAnswer(now);
  if (now === "available") {
    void queryDisplayCapture().then((permission) => {
      if (!permission || signal.aborted) return;
      const tell = () =>
        onAnswer(permission.state === "denied" ? "screen-not-allowed" : screenAvailability());
      permission.addEventListener("change", tell, { signal });
      if (permission.state === "denied") tell();
    });
  }
  return () => controller.abort();
}

/**
 * `watchScreenAvailability` as a store: the last answer, and a subscription that watches while there are
 * listeners.
 */
export function createScreenAvailability() {
  let answer: ScreenAvailability = screenAvailability();
  return {
    get: () => answer,
    subscribe: (onChange: () => void): (() => void) =>
      watchScreenAvailability((next) => {
        if (next === answer) return;
        answer = next;
        onChange();
      }),
  };
}

/** True when a page's policy or a browser setting forbids it, as far as the browser reports it. */
export async function isScreenForbidden(): Promise<boolean> {
  if (screenAvailability() === "screen-not-allowed") return true;
  return (await queryDisplayCapture())?.state === "denied";
}

/** Null in browsers that do not know this permission. */
async function queryDisplayCapture(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: "display-capture" as PermissionName });
  } catch {
    return null;
  }
}
