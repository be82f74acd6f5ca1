const codeIn = (text: string): string => [...text.matchAll(/`[^`]+`/gu)].join(" ");

function blockOf(line: string): string | null {
  if (line.startsWith("|")) return line.split("|").map(codeIn).join("|");
  if (line.trim() === "" || line.startsWith("![")) return null;
  return /^(#+|-|\d+\.)(?= )/u.exec(line)?.[0] ?? "text";
}

/**
 * A page's blocks from top to bottom, as far as every language has the same: levels of headings, cells of each row with the code
 * in them, items of lists, paragraphs, lines of code without their comments.
 */
export function outline(text: string): string[] {
  const blocks: string[] = [];
  let inCode = false;
  let before: string | null = null;
  for (const line of text.split("\n")) {
    const isFence = line.startsWith("```");
    if (isFence || inCode) {
      blocks.push(line.replace(/\s+# .*$/u, ""));
      before = null;
    } else {
      const block = blockOf(line);
      // A line that goes on with a paragraph or an item begins nothing.
      const begins = block !== null && (block !== "text" || before === null);
      if (begins) blocks.push(block);
      before = block;
    }
    if (isFence) inCode = !inCode;
  }
  return blocks;
}

/** Where the page leads to, each as often as it does. Pictures are each edition's own. */
export const targets = (prose: string): string[] =>
  [...prose.matchAll(/(?<!!\[[^\]]*)\]\(([^)\s]+)\)/gu)].map(([, target = ""]) => target).sort();

/** The numbers in each chapter, digits only: words for numbers differ from language to language. */
export const figures = (prose: string): ReadonlySet<string>[] =>
  prose.split(/^## /mu).map((chapter) => new Set(chapter.match(/\d+(?:\.\d+)*/gu)));
