import outOfOrder from "../../../vectors/out-of-order-same-chain.json" with { type: "json" };
import tampered from "../../../vectors/tampered-lost-genuine.json" with { type: "json" };
import threeParty from "../../../vectors/three-party-join-leave.json" with { type: "json" };
import twoParty from "../../../vectors/two-party-join.json" with { type: "json" };

export interface VectorStep {
  readonly i: number;
  readonly party: string;
  readonly op: string;
  readonly args: readonly unknown[];
  readonly draws: readonly { readonly hex: string }[];
  readonly result: unknown;
  readonly error: string | null;
}
export interface Vector {
  readonly name: string;
  readonly parties: Readonly<Record<string, { readonly connectionId: string; readonly fingerprint: string }>>;
  readonly steps: readonly VectorStep[];
}

export const vectors = [twoParty, threeParty, outOfOrder, tampered] as unknown as readonly Vector[];

export const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
export const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The random draws of one party over a whole run, in their order. */
export function drawsOf(vector: Vector, party: string): { draw: () => Uint8Array; left: () => number } {
  const queue = vector.steps.filter((step) => step.party === party).flatMap((step) => step.draws);
  return drawsFrom(queue.map(({ hex }) => hex));
}

export function drawsFrom(hexes: readonly string[]): { draw: () => Uint8Array; left: () => number } {
  const queue = [...hexes];
  return {
    draw() {
      const next = queue.shift();
      if (next === undefined) throw new Error("more random draws than the vector has");
      return fromHex(next);
    },
    left: () => queue.length,
  };
}

/** In the form of the vectors: bytes as `{ hex }`, undefined as null, messages by their destination. */
export function written(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === "messages" ? byDestination(entry as Uint8Array[]).map(written) : written(entry),
    ]),
  );
}

/** The arguments of a step as an engine takes them. */
export function argumentsOf(step: VectorStep): unknown[] {
  return step.args.map((arg) =>
    typeof arg === "object" && arg !== null && "hex" in arg ? fromHex(String(arg.hex)) : arg,
  );
}

function byDestination(messages: readonly Uint8Array[]): Uint8Array[] {
  const destination = (message: Uint8Array) => String.fromCharCode(...message.subarray(30, 56));
  return [...messages].sort((one, other) => (destination(one) < destination(other) ? -1 : 1));
}
