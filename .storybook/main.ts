import type { StorybookConfig } from "@storybook/react-vite";
import { aliases } from "../scripts/lib/aliases.mjs";

const config: StorybookConfig = {
  stories: ["../stories/docs/*.mdx", "../stories/*.stories.tsx"],
  addons: ["@storybook/addon-docs", "@storybook/addon-a11y", "@storybook/addon-vitest"],
  framework: "@storybook/react-vite",
  typescript: {
    // The other reader of props stops at unions and at what comes from another file.
    reactDocgen: "react-docgen-typescript",
    reactDocgenTypescriptOptions: {
      tsconfigPath: "tsconfig.json",
      include: ["src/components/**/*.tsx"],
      shouldExtractLiteralValuesFromEnum: true,
      shouldRemoveUndefinedFromOptional: true,
      propFilter: ({ parent, declarations }) =>
        ![parent, ...(declarations ?? [])].some((from) => from?.fileName.includes("node_modules")),
    },
  },
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (vite) => ({
    ...vite,
    resolve: {
      ...vite.resolve,
      alias: [...aliases, ...Object.entries(vite.resolve?.alias ?? {}).map(toAlias)],
    },
    worker: { ...vite.worker, format: "es" },
  }),
};

function toAlias([find, replacement]: [string, string]) {
  return { find, replacement };
}

export default config;
