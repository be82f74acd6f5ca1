import { expect, it, vi } from "vitest";
import { createDeviceContacts } from "../../../../src/e2ee/identity/contact-storage.ts";

vi.mock("../../../../src/e2ee/identity/contact-database.ts", () => {
  throw new TypeError("offline");
});

it("contacts report that the code for their database could not be loaded", async () => {
  await expect(createDeviceContacts().list()).rejects.toMatchObject({
    code: "identity-storage-blocked",
    cause: expect.any(Error),
  });
});
