import { describe, expect, it, onTestFinished, vi } from "vitest";
import { metadataFor, metadataLimitMs } from "../../../src/call/metadata.ts";
import { SoraE2EEError } from "../../../src/errors.ts";

describe("the metadata of a connection", () => {
  it("is the value that the app gave", async () => {
    const metadata = { token: "t" };
    expect(await metadataFor({ metadata })).toBe(metadata);
  });

  it("is requested again for each connection when the app gave a function", async () => {
    const metadata = vi
      .fn<() => Promise<string>>()
      .mockResolvedValueOnce("first")
      .mockResolvedValueOnce("second");
    expect(await metadataFor({ metadata })).toBe("first");
    expect(await metadataFor({ metadata })).toBe("second");
  });

  it("may come from a synchronous function, and may be undefined", async () => {
    expect(await metadataFor({ metadata: () => ({ token: "t" }) })).toEqual({ token: "t" });
    expect(await metadataFor({ metadata: () => undefined as unknown as null })).toBeNull();
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("401"))],
    [
      "throws",
      () => {
        throw new Error("401");
      },
    ],
  ])("causes a typed error with its cause when the function %s", async (_how, metadata) => {
    await expect(metadataFor({ metadata })).rejects.toMatchObject({
      name: "SoraE2EEError",
      code: "metadata-failed",
      cause: new Error("401"),
    });
  });

  it("passes on a typed error that the app throws", async () => {
    const error = new SoraE2EEError("aborted", "The person closed the login.");
    await expect(metadataFor({ metadata: () => Promise.reject(error) })).rejects.toBe(error);
  });

  it("is refused when the function returns a value without a JSON form", async () => {
    const metadata = () => ({ id: 1n }) as unknown as null;
    await expect(metadataFor({ metadata })).rejects.toMatchObject({ code: "invalid-options" });
  });

  it.each([
    ["metadata.level", { level: Number.NaN }],
    ["metadata.names", { names: new Map() }],
  ])("is refused when JSON would change a value, and the error names the place: %s", async (where, value) => {
    await expect(metadataFor({ metadata: () => value as unknown as null })).rejects.toMatchObject({
      code: "invalid-options",
      message: expect.stringContaining(where),
    });
  });

  it("is refused when the returned value cannot be read", async () => {
    const value = Object.defineProperty({}, "token", {
      enumerable: true,
      get() {
        throw new TypeError("a trap of the app");
      },
    });
    await expect(metadataFor({ metadata: () => value as unknown as null })).rejects.toMatchObject({
      code: "invalid-options",
    });
  });

  it("causes an error when the function does not answer in time, and leaves no timer when it does", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const never = metadataFor({ metadata: () => new Promise<never>(() => undefined) });
    const failed = expect(never).rejects.toMatchObject({
      name: "SoraE2EEError",
      code: "metadata-failed",
      message: expect.stringContaining("30 s"),
    });
    await vi.advanceTimersByTimeAsync(metadataLimitMs);
    await failed;
    expect(await metadataFor({ metadata: async () => "token" })).toBe("token");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is refused when a text has half of a surrogate pair, and the error names the place", async () => {
    const metadata = () => ({ user: { name: "\ud800" } });
    await expect(metadataFor({ metadata })).rejects.toMatchObject({
      code: "invalid-options",
      message: expect.stringContaining("metadata.user.name"),
    });
  });
});
