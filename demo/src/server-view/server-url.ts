/** The address of what a server shows of itself: the one that the call goes to, else the one the demo was started with. */
export function observedServer(signaling: readonly string[], statsUrl: string): string {
  const [first] = signaling;
  if (first === undefined || !URL.canParse(first)) return statsUrl;
  const url = new URL("/", first);
  url.protocol = url.protocol === "wss:" ? "https:" : "http:";
  return url.href;
}
