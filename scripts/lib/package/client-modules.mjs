// @ts-check
const directive = /^(['"])use client\1;/;
const importsReact = /\bfrom "react(?:\/jsx-runtime)?"/;

/**
 * Modules that use React and do not say `"use client"`, and modules for everyone that do.
 * @param {ReadonlyMap<string, string>} files
 * @returns {string[]}
 */
export function findWrongClientModules(files) {
  return [...files].flatMap(([path, text]) => {
    if (!path.endsWith(".js") || /^dist\/(wasm-)?worker\.js$/.test(path)) return [];
    const marked = directive.test(text);
    if (importsReact.test(text) && !marked) {
      return [`${path} uses React without "use client": a React Server Component cannot import it.`];
    }
    if (marked && /^dist\/[^/]+\.js$/.test(path)) {
      return [`${path} says "use client", so servers could not use its exports.`];
    }
    return [];
  });
}
