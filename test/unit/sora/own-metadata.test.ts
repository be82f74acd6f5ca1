import { describe, expect, it } from "vitest";
import { withOwnMetadata, withoutOwnMetadata } from "../../../src/sora/own-metadata.ts";

const own = { pre_key_bundle: { identityKey: "A" }, react_sora_e2ee: { version: 1 } };
const put = "2025.2.0/PutSignalingNotifyMetadata";
const putItem = "2025.2.0/PutSignalingNotifyMetadataItem";

describe("metadata that an app puts by RPC", () => {
  it.each([put, "Sora_20201124.PutSignalingNotifyMetadata", "PutSignalingNotifyMetadata"])(
    "%s keeps our keys and our claim, regardless of the app's values",
    (method) => {
      const params = { metadata: { hand: true, pre_key_bundle: "mine" }, push: true };
      expect(withOwnMetadata(method, params, own)).toEqual({ metadata: { hand: true, ...own }, push: true });
      expect(params).toEqual({ metadata: { hand: true, pre_key_bundle: "mine" }, push: true });
    },
  );

  it.each([
    ["no parameters", put, undefined],
    ["a list of parameters", put, [{ metadata: {} }]],
    ["metadata that are text", put, { metadata: "text" }],
    ["metadata that are null", put, { metadata: null }],
    ["no metadata", put, {}],
    ["the key of our bundle", putItem, { key: "pre_key_bundle", value: {} }],
    ["the key of our claim", putItem, { key: "react_sora_e2ee", value: null }],
    ["a list of parameters for an item", putItem, ["pre_key_bundle", {}]],
  ])("%s are refused", (_name, method, params) => {
    expect(() => withOwnMetadata(method, params, own)).toThrow(
      expect.objectContaining({ code: "invalid-options" }),
    );
  });

  it("other items and other methods are passed on unchanged", () => {
    const item = { key: "hand", value: true };
    expect(withOwnMetadata(putItem, item, own)).toBe(item);
    const params = { metadata: 1 };
    expect(withOwnMetadata("2025.2.0/RequestSimulcastRid", params, own)).toBe(params);
  });

  it("the answer does not contain the library's own items", () => {
    expect(withoutOwnMetadata(put, { hand: true, ...own })).toEqual({ hand: true });
    expect(withoutOwnMetadata("2025.2.0/RequestSimulcastRid", own)).toBe(own);
  });
});
