import { isConnectionId } from "../../../protocol/connection-id.ts";
import { isBytes } from "../../../protocol/key-message.ts";
import type { RemoteMaterials, SelfMaterial } from "../types.ts";
import { fromWasmError } from "./contract-errors.ts";

export interface WasmResult {
  readonly remoteSecretKeyMaterials: RemoteMaterials;
  readonly messages: Uint8Array<ArrayBuffer>[];
}
export type WasmSelfResult = SelfMaterial & Pick<WasmResult, "messages">;

/** The program answered outside of the contract in docs/protocol.md#9-soras-wasm. */
export class ContractBreach extends Error {}

export function isPair(answer: unknown): answer is [unknown, unknown] {
  return Array.isArray(answer) && answer.length === 2;
}

export function successOf(answer: unknown): Record<string, unknown> {
  if (!isPair(answer)) throw new ContractBreach();
  const [result, error] = answer;
  if (isErrorLike(error)) throw fromWasmError(error);
  if (error !== undefined && error !== null) throw new ContractBreach();
  return record(result);
}

export function isErrorLike(value: unknown): value is { readonly message: string } {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "message") === "string";
}

export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new ContractBreach();
  return value as Record<string, unknown>;
}

function keyId(value: unknown): number {
  if (typeof value === "number" && value >>> 0 === value) return value;
  throw new ContractBreach();
}

function bytes(value: unknown, length?: number): Uint8Array<ArrayBuffer> {
  if (!isBytes(value) || (length !== undefined && value.length !== length)) throw new ContractBreach();
  return Uint8Array.from(value);
}

export function list(value: unknown): Uint8Array<ArrayBuffer>[] {
  if (!Array.isArray(value)) throw new ContractBreach();
  return value.map((message) => bytes(message));
}

export function selfMaterial(result: Record<string, unknown>): SelfMaterial {
  const { selfKeyId, selfSecretKeyMaterial } = result;
  return { selfKeyId: keyId(selfKeyId), selfSecretKeyMaterial: bytes(selfSecretKeyMaterial, 32) };
}

export function selfResult(answer: unknown): WasmSelfResult {
  const result = successOf(answer);
  return { ...selfMaterial(result), messages: list(result.messages) };
}

export function remoteMaterials(value: unknown): RemoteMaterials {
  const materials: RemoteMaterials = {};
  for (const [connectionId, entry] of Object.entries(record(value))) {
    if (!isConnectionId(connectionId)) throw new ContractBreach();
    const { keyId: id, secretKeyMaterial } = record(entry);
    materials[connectionId] = { keyId: keyId(id), secretKeyMaterial: bytes(secretKeyMaterial, 32) };
  }
  return materials;
}
