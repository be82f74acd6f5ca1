const nameMark = "\u{F0000}";
/** The name gets an element of its own, so that its text direction does not affect the rest. */
const markedPlace = new RegExp(`\u2068?${nameMark}\u2069?`, "u");

export interface AroundName {
  readonly before: string;
  readonly after: string;
  /** False if the text of a language, or of the app, does not contain the name. */
  readonly hasName: boolean;
}

/** The parts of a text before and after a name, so that a long name can be cut without the rest. */
export function aroundName(text: (name: string) => string): AroundName {
  const [before = "", after] = text(nameMark).split(markedPlace);
  return { before, after: after ?? "", hasName: after !== undefined };
}
