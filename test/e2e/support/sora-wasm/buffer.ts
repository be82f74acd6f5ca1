type Encoding = "hex" | "base64" | "latin1" | "utf8";

/** The part of Node's `Buffer` that the double of the released build uses, for a browser. */
class Bytes extends Uint8Array {
  get #view(): DataView {
    return new DataView(this.buffer, this.byteOffset, this.byteLength);
  }

  writeUInt32BE(value: number, offset = 0): void {
    this.#view.setUint32(offset, value);
  }

  readUInt32BE(offset = 0): number {
    return this.#view.getUint32(offset);
  }

  readUInt16BE(offset = 0): number {
    return this.#view.getUint16(offset);
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, i) => byte === other[i]);
  }

  override toString(encoding: Encoding = "utf8", start = 0, end = this.length): string {
    const part = this.subarray(start, end);
    if (encoding === "utf8") return new TextDecoder().decode(part);
    if (encoding === "hex") return Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const text = String.fromCharCode(...part);
    return encoding === "base64" ? btoa(text) : text;
  }
}

function decoded(text: string, encoding: Encoding): ArrayLike<number> {
  if (encoding === "utf8") return new TextEncoder().encode(text);
  if (encoding === "hex") return (text.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16));
  const characters = encoding === "base64" ? atob(text) : text;
  return Array.from(characters, (character) => character.charCodeAt(0));
}

function copy(bytes: ArrayLike<number>): Bytes {
  const copied = new Bytes(bytes.length);
  copied.set(bytes);
  return copied;
}

export const Buffer = {
  alloc: (length: number): Bytes => new Bytes(length),
  from: (value: string | ArrayLike<number>, encoding: Encoding = "utf8"): Bytes =>
    copy(typeof value === "string" ? decoded(value, encoding) : value),
  concat(parts: readonly Uint8Array[]): Bytes {
    const whole = new Bytes(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  },
};
