interface ImportMetaEnv {
  /** Set by `npm start`: where the dev server listens. */
  readonly VITE_SIGNALING_URL: string;
  readonly VITE_STATS_URL: string;
  /** Where the demo's login is; empty: there is none. */
  readonly VITE_LOGIN: string;
}
