import type { Decorator, Preview } from "@storybook/react-vite";
import { en, I18nProvider, ja } from "react-sora-e2ee";
import "react-sora-e2ee/styles.css";
import "./preview.css";

const dictionaries = { en, ja };

const inThemeAndLanguage: Decorator = (Story, { globals, parameters }) => {
  const locale: keyof typeof dictionaries = globals.locale === "ja" ? "ja" : "en";
  return (
    <I18nProvider locale={locale} messages={dictionaries[locale]}>
      <div
        className="story"
        data-theme={globals.theme}
        data-layout={parameters.layout}
        lang={locale}
        dir={globals.direction}
      >
        <Story />
      </div>
    </I18nProvider>
  );
};

const preview: Preview = {
  decorators: [inThemeAndLanguage],
  parameters: {
    layout: "fullscreen",
    a11y: { test: "error" },
    controls: { expanded: true },
  },
  initialGlobals: { theme: "light", locale: "en", direction: "ltr" },
  globalTypes: {
    theme: {
      description: "Theme",
      toolbar: { title: "Theme", icon: "mirror", items: ["light", "dark"], dynamicTitle: true },
    },
    locale: {
      description: "Language",
      toolbar: {
        title: "Language",
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
      toolbar: { title: "Direction", icon: "transfer", items: ["ltr", "rtl"], dynamicTitle: true },
    },
  },
  tags: ["autodocs"],
};

export default preview;
