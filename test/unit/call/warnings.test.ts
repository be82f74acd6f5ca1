import { afterEach, expect, it, vi } from "vitest";
import { warnOfUselessOptions } from "../../../src/call/warnings.ts";

afterEach(() => vi.restoreAllMocks());

it("a console warning is printed for a transcription that the server cannot make, and for no other option", () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  warnOfUselessOptions({ connectionOptions: { videoCodecType: "VP8" } });
  expect(warn).not.toHaveBeenCalled();
  warnOfUselessOptions({ connectionOptions: { audioStreamingLanguageCode: "ja-JP" } });
  expect(warn.mock.calls).toEqual([[expect.stringContaining("audioStreamingLanguageCode")]]);
});
