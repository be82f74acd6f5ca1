/** The anchors that GitHub gives to a page's headings. */
export function anchors(prose: string): Set<string> {
  const found = new Set<string>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} (.*)$/gmu)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/gu, "$1").trim();
    const slug = text
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\p{Mark} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let again = 1; found.has(anchor); again++) anchor = `${slug}-${again}`;
    found.add(anchor);
  }
  return found;
}
