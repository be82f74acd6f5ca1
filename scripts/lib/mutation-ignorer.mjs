import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** A sentence for people: it starts with a capital letter, has spaces, and ends with a period. */
const sentence = /^[A-Z].* .*\.$/su;

function textOf(node) {
  if (node.type === "StringLiteral") return node.value;
  if (node.type !== "TemplateLiteral") return null;
  // A placeholder counts as a word, also at the start.
  return node.quasis.map(({ value }) => value.cooked).join("Value");
}

/** Excludes error sentences from mutation, because tests assert codes and the wording may change. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "sentences", {
    shouldIgnore(path) {
      const text = textOf(path.node);
      return text !== null && sentence.test(text)
        ? "A sentence for people: tests assert the code."
        : undefined;
    },
  }),
];
