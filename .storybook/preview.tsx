import type { Decorator, Preview } from "@storybook/react-vite";
import "react-sora-e2ee/styles.css";
import { configure } from "storybook/test";
import { leftInEnglish } from "../stories/support/left-in-english.ts";
import { surroundingsOf } from "../stories/support/surroundings.ts";
import { waitLimit } from "../test/support/limits.ts";
import { DocsFrame } from "./DocsFrame.tsx";
import "./preview.css";
import { Surrounded } from "./Surrounded.tsx";

configure({ asyncUtilTimeout: waitLimit });

const inSurroundings: Decorator = (Story, { globals, parameters, viewMode }) => (
  <Surrounded
    surroundings={surroundingsOf(globals)}
    onDocsPage={viewMode === "docs"}
    layout={parameters.layout}
  >
    <Story />
  </Surrounded>
);

const preview: Preview = {
  decorators: [inSurroundings],
  parameters: {
    layout: "padded",
    a11y: { test: "error" },
    controls: { expanded: true, sort: "requiredFirst" },
    docs: { container: DocsFrame },
    options: {
      storySort: {
        order: [
          "Introduction",
          "Statuses",
          "Theming",
          "Languages",
          "Call simulator",
          "Meeting",
          "Tile",
          ["VideoTile", "*"],
          "Grid",
          "Encryption",
          "Identity",
          "Participants",
          "Controls",
          "Devices",
          "Lobby",
          "Notices",
          "Log and statistics",
        ],
      },
    },
  },
  initialGlobals: { theme: "light", locale: "en", direction: "ltr" },
  globalTypes: {
    theme: {
      description: "Theme",
      toolbar: {
        icon: "mirror",
        items: [
          { value: "light", title: "Light", icon: "sun" },
          { value: "dark", title: "Dark", icon: "moon" },
          { value: "both", title: "Side by side", icon: "sidebyside" },
        ],
        dynamicTitle: true,
      },
    },
    locale: {
      description: "Language",
      toolbar: {
        icon: "globe",
        items: [
          { value: "en", title: "English" },
          { value: "ja", title: "日本語" },
        ],
        dynamicTitle: true,
      },
    },
    direction: {
      description: "Direction",
      toolbar: {
        icon: "transfer",
        items: [
          { value: "ltr", title: "Left to right" },
          { value: "rtl", title: "Right to left" },
        ],
        dynamicTitle: true,
      },
    },
  },
  afterEach: ({ canvasElement, globals, parameters }) => {
    if (parameters.leftInEnglish === "allowed" || surroundingsOf(globals).locale !== "ja") return;
    const left = leftInEnglish(canvasElement);
    if (left.length > 0) throw new Error(`Left in English on a Japanese page: ${left.join(" | ")}`);
  },
};

export default preview;
