/** 24 × 24, drawn with strokes. Shapes differ as much as their meanings: color is never what tells them apart. */
const paths = {
  exchanging: "M4 9h13l-4-4M20 15H7l4 4",
  ready: "M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm3-6.5L20 4m-4 4 3 3m-6 0 2 2",
  encrypted: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2",
  failing: "M12 4 21 20H3ZM12 10v5M12 17.5v.2",
  unprotected: "M6 11h12v9H6zM8.5 11V7a3.5 3.5 0 0 1 6.8-1.2M9.8 13.3l4.4 4.4M14.2 13.3l-4.4 4.4",
  protected: "M12 3.5 19 6v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6ZM8.8 12l2.4 2.4 4.2-4.6",
  waiting: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.500V12l3 2",
  blocked: "M8.5 3.500h7l5 5v7l-5 5h-7l-5-5v-7ZM9 9l6 6M15 9l-6 6",
  reconnecting: "M5 12a7 7 0 0 1 12.5-4.3L20 10M20 5v5h-5M19 12a7 7 0 0 1-12.5 4.3L4 14M4 19v-5h5",
  verified: "M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM8.3 12.200l2.600 2.600 4.800-5.400",
  vouched:
    "M4 5.500h16v13H4ZM8.500 11.500a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600ZM5.800 15.500c.4-1.600 1.400-2.300 2.700-2.300s2.300.7 2.700 2.300M13.500 12l1.800 1.800 3.200-3.600",
  contacts:
    "M6 3.500h13v17H6ZM3.500 8h4M3.500 16h4M12.500 11.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM9 16.500c.4-2 1.700-3 3.500-3s3.100 1 3.500 3",
  microphone: "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.500V21",
  "microphone-off":
    "M15 10.500V6a3 3 0 0 0-5.8-1M9 9v2a3 3 0 0 0 4.5 2.600M5.5 11a6.5 6.5 0 0 0 10.3 5.300M18.5 11a6.5 6.5 0 0 1-.6 2.800M12 17.500V21M4 4l16 16",
  "microphone-muted":
    "M7 6a2.500 2.500 0 0 1 5 0v5a2.500 2.500 0 0 1-5 0ZM4 11a5.500 5.500 0 0 0 11 0M9.500 16.500V20M17.500 4.500v5M20.500 4.500v5",
  "camera-muted": "M3.5 7h11v10h-11ZM14.5 10.500l6-3v9l-6-3M7.500 10v4M10.500 10v4",
  camera: "M3.5 7h11v10h-11ZM14.5 10.500l6-3v9l-6-3",
  "camera-off": "M8 7h6.500v6.500M14.5 10.500l6-3v9l-3-1.500M12.5 17h-9V7H5M4 4l16 16",
  leave: "M3.5 14.500c5-4.5 12-4.5 17 0l-2.5 2.5-3.5-2v-2.300a10 10 0 0 0-5 0V15L6 17Z",
  play: "M5 9.500v5h3.500L13 18.500v-13L8.5 9.500ZM16 9a4.2 4.2 0 0 1 0 6M18.5 6.500a8 8 0 0 1 0 11",
  chat: "M4 5.500h16v11H11l-4.500 4v-4H4ZM8.500 11h.2M12 11h.2M15.500 11h.2",
  participants:
    "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.5 19.500c.5-3.500 3-5 6.500-5s6 1.500 6.500 5M15.5 4.900a3.500 3.500 0 0 1 0 6.200M18 15.200c2 .7 3.200 2.100 3.500 4.300",
  close: "M6 6l12 12M18 6L6 18",
  server: "M4.500 4.500h15v6h-15ZM4.500 13.500h15v6h-15ZM8 7.500h.2M8 16.500h.2M12 7.500h4M12 16.500h4",
  list: "M4.5 6.5h.2M9 6.5h11M4.5 12h.2M9 12h11M4.5 17.5h.2M9 17.5h11",
  screen: "M3.5 5h17v11.500h-17ZM8.5 20h7M12 13.500V8.500m-2.500 2L12 8l2.500 2.500",
  "screen-stop": "M3.5 5h17v11.500h-17ZM8.5 20h7M9.7 8.500l4.600 4.600M14.3 8.500l-4.600 4.600",
  devices:
    "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h8M16 17h4M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM9 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM14 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  choose: "M6 14.500l6-6 6 6",
  joined:
    "M10 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM3.5 19.500c.5-3.500 3-5 6.500-5s6 1.500 6.500 5M19 8v6M16 11h6",
  left: "M10 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM3.5 19.500c.5-3.500 3-5 6.500-5s6 1.500 6.500 5M16 11h6",
  pin: "M9 4h6l-.8 6 3.300 3.500h-11L9.8 10ZM12 13.500V20",
  more: "M12 6.300a.8.8 0 1 0 0-1.600.8.8 0 0 0 0 1.600ZM12 12.800a.8.8 0 1 0 0-1.600.8.8 0 0 0 0 1.600ZM12 19.300a.8.8 0 1 0 0-1.600.8.8 0 0 0 0 1.600Z",
  previous: "M14.5 6l-6 6 6 6",
  next: "M9.5 6l6 6-6 6",
  error: "M12 20.500a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 8v5M12 15.700v.3",
} as const;

export type IconName = keyof typeof paths;

export function isIconName(name: string): name is IconName {
  return Object.hasOwn(paths, name);
}

/** Decoration: what it means stands beside it in words. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="sora-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
