// @ts-check
/** The folders of src/ that each folder may import, besides itself and the leaves. */
const arrows = {
  e2ee: [],
  store: [],
  devices: [],
  components: [],
  sora: [],
  call: ["store", "sora", "e2ee", "devices"],
  recording: ["call", "store"],
  hooks: ["call", "store", "devices", "recording"],
  jwt: [],
  testing: ["call", "store", "devices"],
  connected: ["components", "hooks", "call", "store", "devices"],
  meeting: ["connected", "components", "hooks", "call", "store", "devices", "recording"],
};

/** The leaves: every folder may import them, and they import only each other. */
const leaves = ["protocol/", "errors\\.ts", "status\\.ts", "i18n/"];

/** The folders that may import each package. Any other package is refused. */
const packages = {
  "sora-js-sdk": ["sora"],
  react: ["components", "hooks", "connected", "meeting"],
  "react-dom": ["components", "hooks", "connected", "meeting"],
  zustand: ["store", "call", "hooks", "devices", "recording", "testing"],
  "@noble/curves": ["e2ee"],
  idb: ["e2ee"],
  jose: ["jwt"],
  qr: ["components"],
  "ts-mls": ["e2ee"],
  "@hpke": ["e2ee"],
};

const inFolders = (/** @type {string[]} */ folders) => folders.map((folder) => `^src/${folder}/`);
const leafPaths = leaves.map((leaf) => `^src/${leaf}`);
/** Missing packages are matched by name, and installed ones by path. */
const packagePath = (/** @type {string} */ name) => `(^|node_modules/)${name}(/|$)`;
/**
 * @param {string} name
 * @param {string} comment
 * @param {object} from
 * @param {object} to
 */
const error = (name, comment, from, to) => ({
  name,
  comment,
  severity: /** @type {const} */ ("error"),
  from,
  to,
});

const folderRules = Object.entries(arrows).map(([folder, allowed]) =>
  error(
    `arrow-${folder}`,
    `src/${folder}/ may import ${["only leaves", ...allowed.map((name) => `src/${name}/`)].join(", ")}.`,
    { path: `^src/${folder}/` },
    { path: "^src/", pathNot: [...inFolders([folder, ...allowed]), ...leafPaths] },
  ),
);

const packageRules = Object.entries(packages).map(([name, folders]) =>
  error(
    `package-${name.replace("@", "").replace("/", "-")}`,
    `Only ${folders.map((folder) => `src/${folder}/`).join(", ")} may import ${name}, types included.`,
    { path: "^src/", pathNot: inFolders(folders) },
    { path: packagePath(name) },
  ),
);

export const importRules = [
  ...folderRules,
  error(
    "arrow-leaves",
    "Every folder imports protocol/, errors.ts, status.ts and i18n/, so these may import only each other.",
    { path: leafPaths },
    { pathNot: leafPaths },
  ),
  ...packageRules,
  error(
    "package-unknown",
    `src/ imports no packages but ${Object.keys(packages).join(", ")}.`,
    { path: "^src/" },
    { pathNot: ["^src/", ...Object.keys(packages).map(packagePath)] },
  ),
  error(
    "core-without-react",
    "src/core.ts is for apps without React, so its imports may not reach React, hooks or components.",
    { path: "^src/core\\.ts$" },
    {
      path: [packagePath("react(-dom)?"), ...inFolders(["components", "hooks", "connected", "meeting"])],
      reachable: true,
    },
  ),
  error(
    "own-name",
    "Inside src/, use relative imports. The package name would import the whole library.",
    { path: "^src/" },
    { path: "^(react-sora-e2ee(/|$)|dist/)" },
  ),
  error(
    "library-alone",
    "src/ may not import other folders of the repository.",
    { path: "^src/" },
    { path: "^(dev-server|demo|stories|test|bench|scripts)/" },
  ),
  error(
    "dev-server-alone",
    "dev-server/ is a separate package and may not import the library.",
    { path: "^dev-server/" },
    { path: "^(src|demo|stories|test|bench|scripts)/" },
  ),
  error(
    "no-cycles",
    "These files import each other in a circle. Only type imports may do that.",
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  ),
];
