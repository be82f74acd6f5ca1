/** The URL of the server's view: on the call's server, or on the one that the demo was started with. */
export function observedServer(signaling: readonly string[], statsUrl: string): string {
  const [first] = signaling;
  if (first === undefined || !URL.canParse(first)) return statsUrl;
  const url = new URL("/", first);
  url.protocol = url.protocol === "wss:" ? "https:" : "http:";
  return url.href;
}
