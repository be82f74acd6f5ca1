/** The text of an element, or an element, as it is drawn. An element of a row can be narrower than its text. */
function drawn(element: Element): DOMRect {
  const range = document.createRange();
  range.selectNodeContents(element);
  const text = range.getBoundingClientRect();
  return text.width > 0 ? text : element.getBoundingClientRect();
}

/** True when what two elements draw lies on the same place, or is less than `gap` CSS pixels apart. */
export function collide(
  one: Element | null | undefined,
  other: Element | null | undefined,
  gap = 0,
): boolean {
  if (!one || !other) throw new Error("There are no two elements to compare.");
  const a = drawn(one);
  const b = drawn(other);
  return a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom && b.top < a.bottom;
}
