import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** A text for a person: it starts with a capital letter, has blanks, and ends with a period. */
const sentence = /^[A-Z].* .*\.$/su;

function textOf(node) {
  if (node.type === "StringLiteral") return node.value;
  if (node.type !== "TemplateLiteral") return null;
  // What is filled in stands for a word, also at the beginning.
  return node.quasis.map(({ value }) => value.cooked).join("Value");
}

/** Leaves the sentences of errors alone: tests assert an error's code, and the words may change at any time. */
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
