import { DocsContainer, type DocsContainerProps } from "@storybook/addon-docs/blocks";
import { type PropsWithChildren, useLayoutEffect, useState } from "react";
import { GLOBALS_UPDATED, SET_GLOBALS } from "storybook/internal/core-events";
import { themes } from "storybook/theming";
import { LocaleContext } from "../stories/docs/LocaleContext.ts";
import { type Surroundings, surroundDocument, surroundingsOf } from "../stories/support/surroundings.ts";

type Channel = DocsContainerProps["context"]["channel"];

/** A docs page in the theme, language and direction of the toolbar. */
export function DocsFrame({ context, children }: PropsWithChildren<DocsContainerProps>) {
  const surroundings = useSurroundings(context.channel);
  const { theme, locale } = surroundings;
  useLayoutEffect(() => surroundDocument(surroundings), [surroundings]);
  return (
    <DocsContainer context={context} theme={theme === "dark" ? themes.dark : themes.light}>
      <LocaleContext.Provider value={locale}>
        <div lang={locale}>{children}</div>
      </LocaleContext.Provider>
    </DocsContainer>
  );
}

function useSurroundings(channel: Channel): Surroundings {
  const [surroundings, setSurroundings] = useState(() => latest(channel));
  useLayoutEffect(() => {
    const onChange = () => setSurroundings(latest(channel));
    channel.on(GLOBALS_UPDATED, onChange);
    return () => channel.off(GLOBALS_UPDATED, onChange);
  }, [channel]);
  return surroundings;
}

function latest(channel: Channel): Surroundings {
  const [event] = channel.last(GLOBALS_UPDATED) ?? channel.last(SET_GLOBALS) ?? [];
  return surroundingsOf(event?.globals ?? {});
}
