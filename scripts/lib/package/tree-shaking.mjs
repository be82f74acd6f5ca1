import { bundleApp } from "./bundle.mjs";

const folders = (...names) => new RegExp(`^dist/(${names.join("|")})/`);
/** Hooks that have the name of a hook of a call, but are parts of the components or of the meeting. */
const otherHooks = ["useI18n", "useMeeting"];

/** The name of every hook of a call, with the provider that they read from. */
export async function callHooks() {
  const { exports } = await bundleApp('export * from "react-sora-e2ee"');
  const hooks = exports.filter((name) => /^use[A-Z]/.test(name) && !otherHooks.includes(name));
  return ["SoraCallProvider", ...hooks].join(", ");
}

/**
 * One-line apps, and the modules and packages that must not be in their bundles. `what` is a name for a long
 * line.
 */
const apps = (hooks) => [
  ...[
    "react-sora-e2ee",
    "react-sora-e2ee/core",
    "react-sora-e2ee/e2ee",
    "react-sora-e2ee/jwt",
    "react-sora-e2ee/testing",
  ].map((entry) => ({ line: `import "${entry}"`, withoutModules: /^/, withoutPackages: /^/ })),
  {
    line: 'export { createSoraCall } from "react-sora-e2ee"',
    withoutModules: folders(
      "components",
      "hooks",
      "meeting",
      "i18n",
      "testing",
      "e2ee/agreement",
      "e2ee/worker",
    ),
    withoutPackages: /^react/,
  },
  {
    line: `export { ${hooks} } from "react-sora-e2ee"`,
    what: "every hook",
    withoutModules: folders("components", "meeting", "i18n", "testing", "e2ee/agreement", "e2ee/worker"),
    withoutPackages: /^react-dom/,
  },
  {
    line: 'export { VideoGrid, VideoTile } from "react-sora-e2ee"',
    withoutModules: folders(
      "call",
      "devices",
      "e2ee",
      "hooks",
      "i18n/ja",
      "meeting",
      "sora",
      "store",
      "testing",
    ),
    withoutPackages: /^sora-js-sdk/,
  },
  {
    line: 'export { Meeting } from "react-sora-e2ee"',
    withoutModules: folders("i18n/ja", "testing", "e2ee/agreement", "e2ee/worker"),
    withoutPackages: /^$/,
  },
  {
    line: 'export { sealFrame, openFrame } from "react-sora-e2ee/e2ee"',
    withoutModules: folders("e2ee/agreement"),
    withoutPackages: /^/,
  },
];

/** Finds unused code in apps. */
export async function findUnused() {
  const found = await Promise.all(
    apps(await callHooks()).map(async ({ line, what = line, withoutModules, withoutPackages }) => {
      const { modules, imports } = await bundleApp(line);
      const unused = [
        ...modules.filter((path) => withoutModules.test(path)),
        ...imports.filter((name) => withoutPackages.test(name)),
      ];
      return unused.map((name) => `An app that uses only ${what} contains ${name}, which it does not use.`);
    }),
  );
  return found.flat();
}
