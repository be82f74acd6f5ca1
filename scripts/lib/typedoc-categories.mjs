import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

/**
 * The chapter for the declarations of each folder of src/, in the order of `categoryOrder` in typedoc.json.
 */
const chapters = {
  meeting: "Meeting",
  hooks: "Hooks",
  components: "Components",
  call: "Calls",
  sora: "Calls",
  store: "State",
  "status.ts": "State",
  devices: "Devices",
  i18n: "Texts",
  "errors.ts": "Errors",
  jwt: "Login servers",
  testing: "Testing",
  "e2ee/agreement": "Key agreement",
  "e2ee/media": "Frames",
};

function chapterOf(file) {
  const [, folder, inner] = /\/src\/([^/]+)(?:\/([^/]+))?/.exec(file.replaceAll("\\", "/")) ?? [];
  return chapters[`${folder}/${inner}`] ?? chapters[folder];
}

/** Sorts the API reference by purpose, which the folder of a declaration shows. */
export function load({ converter }) {
  converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.parent?.kindOf(ReflectionKind.SomeModule | ReflectionKind.Project)) return;
    const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
    const chapter = file && chapterOf(file);
    if (!chapter) return;
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(new CommentTag("@category", [{ kind: "text", text: chapter }]));
  });
}
