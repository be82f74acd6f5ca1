import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deleteDeviceKey } from "../../../../src/e2ee/identity/key-database.ts";
import { loadDeviceKey } from "../../../../src/e2ee/identity/key-storage.ts";
import { FakeDatabases } from "./fake-databases.ts";

const name = "react-sora-e2ee/identity";
let databases: FakeDatabases;

beforeEach(() => {
  databases = new FakeDatabases().install();
});

afterEach(() => {
  expect(databases.open).toBe(0);
  vi.unstubAllGlobals();
});

describe("the participant key of a browser profile", () => {
  it("is made once and is the same for the next call", async () => {
    const first = await loadDeviceKey("default");
    expect(first).toMatchObject({ isNew: true, pair: { privateKey: { extractable: false } } });
    const second = await loadDeviceKey("default");
    expect(second.isNew).toBe(false);
    expect(second.publicKey).toEqual(first.publicKey);
    expect(databases.names).toEqual([name]);
  });

  it("is another one for each profile", async () => {
    const keys = [await loadDeviceKey("default"), await loadDeviceKey("work")];
    expect(keys.map(({ isNew }) => isNew)).toEqual([true, true]);
    expect(keys[0]?.publicKey).not.toEqual(keys[1]?.publicKey);
    expect([...(databases.records(name, "keys")?.keys() ?? [])]).toEqual(["default", "work"]);
  });

  it("is made by only one of two tabs that open at the same time", async () => {
    const [one, two] = await Promise.all([loadDeviceKey("default"), loadDeviceKey("default")]);
    expect([one.isNew, two.isNew].sort()).toEqual([false, true]);
    expect(two.publicKey).toEqual(one.publicKey);
  });

  it("is made again after it was deleted, and other profiles keep theirs", async () => {
    const before = await loadDeviceKey("default");
    const other = await loadDeviceKey("work");
    await deleteDeviceKey("default");
    const after = await loadDeviceKey("default");
    expect(after.isNew).toBe(true);
    expect(after.publicKey).not.toEqual(before.publicKey);
    expect((await loadDeviceKey("work")).publicKey).toEqual(other.publicKey);
  });

  it("can be deleted before there is one", async () => {
    await deleteDeviceKey("default");
    expect((await loadDeviceKey("default")).isNew).toBe(true);
  });

  it("is never a stored value that is not a key pair, and that value stays", async () => {
    databases.has(name, 1, { keys: { default: "junk", empty: null } });
    for (const profile of ["default", "empty"]) {
      await expect(loadDeviceKey(profile)).rejects.toMatchObject({ code: "identity-storage-corrupted" });
    }
    expect([...(databases.records(name, "keys")?.values() ?? [])]).toEqual(["junk", null]);
  });

  it("is not used when the browser could not keep it", async () => {
    databases.abortsWith = new DOMException("full", "QuotaExceededError");
    for (const use of [loadDeviceKey, deleteDeviceKey]) {
      await expect(use("default")).rejects.toMatchObject({
        code: "identity-storage-blocked",
        message: expect.stringContaining("store its identity,"),
        cause: databases.abortsWith,
      });
    }
  });

  it("reports that the browser allows no database", async () => {
    databases.refusesWith = new DOMException("no", "SecurityError");
    for (const use of [loadDeviceKey, deleteDeviceKey]) {
      await expect(use("default")).rejects.toMatchObject({
        code: "identity-storage-blocked",
        message: expect.stringContaining("store its identity,"),
        cause: databases.refusesWith,
      });
    }
  });

  it("reports a browser without IndexedDB", async () => {
    vi.stubGlobal("indexedDB", undefined);
    for (const use of [loadDeviceKey, deleteDeviceKey]) {
      await expect(use("default")).rejects.toMatchObject({ code: "identity-storage-blocked" });
    }
  });

  it.each<readonly [string, number, Readonly<Record<string, Record<string, unknown>>>]>([
    ["a later version", 2, { keys: {} }],
    ["no store for keys", 1, {}],
  ])("reports a damaged database: %s", async (_what, version, stores) => {
    databases.has(name, version, stores);
    for (const use of [loadDeviceKey, deleteDeviceKey]) {
      await expect(use("default")).rejects.toMatchObject({
        code: "identity-storage-corrupted",
        message: expect.stringContaining("stores its identity "),
      });
    }
  });
});
