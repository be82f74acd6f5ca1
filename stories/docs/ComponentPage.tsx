import { ArgTypes, Canvas, Heading, Source, Stories, Title } from "@storybook/addon-docs/blocks";
import { type ComponentType, type ReactNode, useContext } from "react";
import { LocaleContext } from "./LocaleContext.ts";

const headings = {
  en: { code: "In code", props: "Props", stories: "Stories" },
  ja: { code: "コード例", props: "プロパティ", stories: "ストーリー" },
} as const;

interface ComponentPageProps {
  /** The component whose props are listed. */
  // biome-ignore lint/suspicious/noExplicitAny: of each its own
  readonly components: readonly ComponentType<any>[];
  /** The text of a file that is compiled. */
  readonly code: string;
  /**
   * True for stories that cover the page, such as dialogs. Then only the first story is shown here, in an
   * iframe.
   */
  readonly modal?: boolean;
  /** When to use it, when not, and its accessibility. */
  readonly children?: ReactNode;
}

/** The page of one component: purpose, look, use and props. */
export function ComponentPage({ components, code, modal = false, children }: ComponentPageProps) {
  const texts = headings[useContext(LocaleContext)];
  return (
    <>
      <Title />
      {children}
      <Canvas sourceState="none" />
      <Heading>{texts.code}</Heading>
      <Source code={code} language="tsx" dark />
      <Heading>{texts.props}</Heading>
      {components.map((component) => (
        <ArgTypes key={component.displayName ?? component.name} of={component} />
      ))}
      {!modal && <Stories title={texts.stories} includePrimary={false} />}
    </>
  );
}
