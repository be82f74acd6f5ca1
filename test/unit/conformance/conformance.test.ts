import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as own from "react-sora-e2ee/e2ee";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conformanceCases } from "../../../conformance/cases.mjs";
import type { Implementation } from "../../../conformance/implementation.mjs";

const cases = conformanceCases();
const cli = fileURLToPath(new URL("../../../conformance/cli.mjs", import.meta.url));

/** The vectors that differ for an implementation. */
async function different(implementation: Implementation): Promise<string[]> {
  const found: string[] = [];
  for (const { name, check } of cases) {
    await check(implementation).catch(() => found.push(name));
  }
  return found;
}

type Engine = ReturnType<Implementation["createKeyAgreement"]>;

/** Our own implementation with a key agreement of which some methods are changed. */
function withEngine(change: (engine: Engine) => Partial<Engine>): Implementation {
  return {
    ...own,
    createKeyAgreement: (options) => {
      const engine: Engine = own.createKeyAgreement(options);
      const changed = change(engine);
      return new Proxy(engine, {
        get: (target, name: keyof Engine) => changed[name] ?? target[name].bind(target),
      });
    },
  };
}

describe("the conformance check", () => {
  it("finds no difference in our own implementation", async () => {
    expect(await different(own)).toEqual([]);
    expect(cases.length).toBeGreaterThan(15);
  });

  it("finds an implementation that seals one bit differently", async () => {
    const broken = {
      ...own,
      sealFrame: async (options: Parameters<typeof own.sealFrame>[0]) => {
        const sealed = await own.sealFrame(options);
        sealed[sealed.length - 1] = Number(sealed.at(-1)) ^ 1;
        return sealed;
      },
    };
    const frames = cases.map(({ name }) => name).filter((name) => name.startsWith("frames:"));
    expect(await different(broken)).toEqual(frames);
  });

  it("finds an implementation that opens changed frames", async () => {
    const broken = {
      ...own,
      openFrame: (options: Parameters<typeof own.openFrame>[0]) =>
        own.openFrame(options).catch(() => new Uint8Array()),
    };
    expect((await different(broken)).length).toBeGreaterThan(5);
  });

  it("finds an implementation that exchanges the frame key and the write IV", async () => {
    const broken = {
      ...own,
      deriveFrameSecrets: async (material: Uint8Array) => {
        const { key, writeIv } = await own.deriveFrameSecrets(material);
        return { key: writeIv, writeIv: key };
      },
    };
    expect(await different(broken)).toEqual(["kdf: frame keys 0", "kdf: frame keys 1", "kdf: frame keys 2"]);
  });

  it("finds an implementation that takes forged messages without an error", async () => {
    const broken = withEngine((engine) => ({
      receiveMessage: (message) =>
        engine.receiveMessage(message).catch(() => ({ remoteSecretKeyMaterials: {}, messages: [] })),
    }));
    expect(await different(broken)).toEqual([
      "tampered-lost-genuine",
      "must-reject: forged-reply-to-initiator",
      "must-reject: forged-prekey-and-zero-dh-to-joiner",
    ]);
  });

  it("finds an implementation that brings back a late key", async () => {
    const broken = withEngine((engine) => ({
      receiveMessage: async (message) => {
        const answer = await (engine as ReturnType<typeof own.createKeyAgreement>).receiveMessage(message);
        const { lateSecretKeyMaterials = {}, remoteSecretKeyMaterials, messages } = answer;
        return {
          messages,
          remoteSecretKeyMaterials: { ...remoteSecretKeyMaterials, ...lateSecretKeyMaterials },
        };
      },
    }));
    expect(await different(broken)).toEqual(["out-of-order-same-chain"]);
  });

  it("finds an implementation that sends before it has a sending chain", async () => {
    const broken = withEngine((engine) => ({
      stopSession: async (id) => {
        const answer = await engine.stopSession(id);
        return { ...answer, messages: [...answer.messages, new Uint8Array(148)] };
      },
    }));
    expect(await different(broken)).toContain("must-reject: responder-sends-before-first-cipher");
  });

  it("finds an implementation with another order of random draws", async () => {
    const broken: Implementation = {
      ...own,
      createKeyAgreement: (options) => {
        const randomBytes = options?.randomBytes;
        if (!randomBytes) return own.createKeyAgreement(options);
        const first = { taken: false };
        return own.createKeyAgreement({
          randomBytes: (length) => {
            if (!first.taken) randomBytes(length);
            first.taken = true;
            return randomBytes(length);
          },
        });
      },
    };
    expect(await different(broken)).toContain("two-party-join");
  });
});

describe("react-sora-e2ee-conformance", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "conformance-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(module: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const path = join(folder, "module.mjs");
    writeFileSync(path, module);
    return promisify(execFile)(process.execPath, [cli, path]).then(
      (output) => ({ code: 0, ...output }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  }

  it("prints a line for each vector and exits with 1 when one differs", async () => {
    const { code, stdout } = await run(`
      const refuse = async () => { throw new Error("not written yet"); };
      export const createKeyAgreement = () => ({ init: refuse });
      export const deriveFrameSecrets = refuse;
      export const sealFrame = refuse;
      export const openFrame = refuse;
    `);
    const lines = stdout.trim().split("\n");
    expect(code).toBe(1);
    expect(lines).toContain("DIFFERENT  two-party-join: not written yet");
    expect(lines.filter((line) => line.startsWith("DIFFERENT  ")).length).toBe(cases.length);
    expect(lines.at(-1)).toBe(`0 of ${cases.length} vectors are the same.`);
  });

  it("exits with 2 and names the exports that a module lacks", async () => {
    const { code, stderr } = await run("export const sealFrame = () => {};");
    expect(code).toBe(2);
    expect(stderr).toContain("does not export createKeyAgreement, deriveFrameSecrets, openFrame.");
  });
});
