import { afterEach, expect, it, vi } from "vitest";
import { warnOfUselessOptions } from "../../../src/call/warnings.ts";

afterEach(() => vi.restoreAllMocks());

it("warns in the console of a transcription that the server cannot make, and of nothing else", () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  warnOfUselessOptions({ connectionOptions: { videoCodecType: "VP8" } });
  expect(warn).not.toHaveBeenCalled();
  warnOfUselessOptions({ connectionOptions: { audioStreamingLanguageCode: "ja-JP" } });
  expect(warn.mock.calls).toEqual([[expect.stringContaining("audioStreamingLanguageCode")]]);
});
