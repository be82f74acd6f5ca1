import { afterEach, beforeEach, vi } from "vitest";

/** Replaces the browser's `play` for every test of a file. It plays unless it was told to refuse sound. */
export function fakePlay() {
  const state = { refusesSound: false };
  const play = vi.fn(async function (this: HTMLMediaElement) {
    if (state.refusesSound && !this.muted) throw new DOMException("Click first.", "NotAllowedError");
  });
  beforeEach(() => {
    vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(play);
  });
  afterEach(() => {
    state.refusesSound = false;
    vi.restoreAllMocks();
    play.mockClear();
  });
  return { play, state };
}

/** A browser in which the speaker of an element can be chosen, except the speakers in `gone`. */
export function fakeSpeakers() {
  const chosen: string[] = [];
  const prototype = HTMLMediaElement.prototype as { setSinkId?: (id: string) => Promise<void> };
  beforeEach(() => {
    chosen.length = 0;
    prototype.setSinkId = async (id) => {
      chosen.push(id);
      if (id === "gone") throw new DOMException("No such speaker.", "NotFoundError");
    };
  });
  afterEach(() => {
    delete prototype.setSinkId;
  });
  return chosen;
}
