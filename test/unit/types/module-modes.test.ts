import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const consumer = path("test/unit/types/consumer.tsx");

/** An app's code: the numbered lines are wrong, and all others are right. */
const source = `
import { EncryptionBadge, type SoraCallOptions, useSelf, type UseSoraE2EEOptions } from "react-sora-e2ee";
const base = { signalingUrls: "wss://sora.example/signaling", channelId: "room" } as const;
export const right: UseSoraE2EEOptions = {
  ...base,
  autoConnect: true,
  metadata: async () => ({ token: "t" }),
  connectionOptions: { videoCodecType: "VP9", simulcast: true, dataChannels: [{ label: "#a", direction: "sendrecv" }] },
};
export const unknown: SoraCallOptions = { ...base, connectionOptions: { nonsense: 1 } }; // 1
export const wrongType: SoraCallOptions = { ...base, connectionOptions: { videoBitRate: "500" } }; // 2
export const wrongName: SoraCallOptions = { ...base, connectionOptions: { videoCodecType: "VP7" } }; // 3
export const notJson: SoraCallOptions = { ...base, metadata: { id: 1n } }; // 4
export const Badge = () => <EncryptionBadge encryption={useSelf().encryption} />;
`;

describe.each([
  ["bundler", ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ["node16", ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  ["nodenext", ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
] as const)("our types, resolved as %s", (_name, module, moduleResolution) => {
  it("accept valid options, and report every invalid option at its place", () => {
    const { config } = ts.readConfigFile(path("tsconfig.json"), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, path("."));
    const all = { ...options, module, moduleResolution };
    const host = ts.createCompilerHost(all);
    const { getSourceFile, fileExists, readFile } = host;
    host.getSourceFile = (name, ...rest) =>
      name === consumer
        ? ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true)
        : getSourceFile(name, ...rest);
    host.fileExists = (name) => name === consumer || fileExists(name);
    host.readFile = (name) => (name === consumer ? source : readFile(name));

    const program = ts.createProgram([consumer], all, host);
    const file = program.getSourceFile(consumer);
    const wrong = program.getSemanticDiagnostics(file).map(({ start = 0 }) => {
      const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
      return source.split("\n")[line]?.match(/\/\/ (\d)$/)?.[1] ?? source.split("\n")[line];
    });

    expect(wrong).toEqual(["1", "2", "3", "4"]);
  });
});
