/** The characters of a QR code's alphanumeric mode, which makes the code smaller. */
const prefix = "SORA-SAFETY-NUMBER:1:";

/** The text in the QR code of a safety number. */
export function qrText(digits: string): string {
  return prefix + digits;
}

/** The 60 digits in the text of a QR code. Null: the text is not from a safety number. */
export function digitsInQr(text: string): string | null {
  const digits = text.startsWith(prefix) ? text.slice(prefix.length) : "";
  return /^\d{60}$/.test(digits) ? digits : null;
}
