import { SoraE2EEError } from "../errors.ts";
import { statementField } from "../protocol/identity-statement.ts";
import { keyPackageField } from "../protocol/mls.ts";
import { claimField } from "./participant-claim.ts";
import { isRecord, safeJson } from "./untrusted-json.ts";

/** The metadata fields of this library. */
const ownFields: readonly string[] = ["pre_key_bundle", keyPackageField, claimField, statementField];

const puts = /(?:^|[./])PutSignalingNotifyMetadata(Item)?$/;

/**
 * The parameters of an RPC call as they may be sent. `PutSignalingNotifyMetadata` replaces all metadata, so
 * this adds our keys and our claims again. Without them, people who join later could not decrypt our media.
 *
 * @throws {SoraE2EEError} `invalid-options` for a call that would change the fields of this library
 */
export function withOwnMetadata(
  method: string,
  params: unknown,
  own: Readonly<Record<string, unknown>>,
): unknown {
  const put = puts.exec(method);
  if (!put) return params;
  if (!isRecord(params)) throw invalid(`${method} needs an object of parameters`);
  if (put[1] !== undefined) {
    const { key } = params;
    if (typeof key === "string" && ownFields.includes(key)) {
      throw invalid(`${key} in the metadata belongs to the encryption and cannot be changed`);
    }
    return params;
  }
  const { metadata } = params;
  if (!isRecord(metadata)) throw invalid(`the metadata of ${method} must be an object`);
  return { ...params, metadata: { ...metadata, ...own } };
}

/** The response to such a call without this library's fields. */
export function withoutOwnMetadata(method: string, result: unknown): unknown {
  if (!puts.test(method) || !isRecord(result)) return result;
  return safeJson(Object.fromEntries(Object.entries(result).filter(([name]) => !ownFields.includes(name))));
}

function invalid(detail: string): SoraE2EEError {
  return new SoraE2EEError("invalid-options", `This call cannot do that: ${detail}.`);
}
