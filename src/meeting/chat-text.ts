/** Maximum length of a message in the chat, in code units. */
export const longestLine = 2000;
/** Maximum length of such a message in UTF-8. */
const longestBytes = 3 * longestLine;

/**
 * The text of a message as it is shown. A peer can send a message of any length, and long texts would block the
 * pages of all others.
 */
export function chatText(data: Uint8Array): string {
  // With `stream`, the bytes of a character that was cut are left out.
  const text = new TextDecoder().decode(data.subarray(0, longestBytes), { stream: true });
  if (data.length <= longestBytes && text.length <= longestLine) return text;
  return `${text.slice(0, longestLine).replace(/\p{Surrogate}$/u, "")}…`;
}
