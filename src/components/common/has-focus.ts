/** True when the focus is in `place`. For elements in a shadow root, the document knows only its host. */
export function hasFocus(place: Element): boolean {
  const { activeElement } = place.getRootNode() as Partial<DocumentOrShadowRoot>;
  return activeElement !== undefined && place.contains(activeElement);
}
