interface ImportMetaEnv {
  /** Set by `npm start`: where the dev server listens. */
  readonly VITE_SIGNALING_URL: string;
  readonly VITE_STATS_URL: string;
  /** The URL of the demo's login. Empty: there is none. */
  readonly VITE_LOGIN: string;
}
