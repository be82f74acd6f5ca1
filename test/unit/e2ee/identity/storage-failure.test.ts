import { expect, it } from "vitest";
import { storageFailure } from "../../../../src/e2ee/identity/storage-failure.ts";

it.each([
  ["VersionError", "identity-storage-corrupted"],
  ["NotFoundError", "identity-storage-corrupted"],
  ["DataError", "identity-storage-corrupted"],
  ["ConstraintError", "identity-storage-corrupted"],
  ["SecurityError", "identity-storage-blocked"],
  ["QuotaExceededError", "identity-storage-blocked"],
] as const)("a database that fails with %s is reported as %s", (name, code) => {
  const cause = new DOMException("", name);
  expect(storageFailure(cause, "its identity")).toMatchObject({ code, cause });
});

it("an error that is not from the database is reported as a storage that is not allowed", () => {
  const cause = Object.assign(new Error("no database"), { name: "DataError" });
  expect(storageFailure(cause, "its identity")).toMatchObject({ code: "identity-storage-blocked", cause });
});
