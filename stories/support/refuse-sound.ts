import { spyOn } from "storybook/test";

/**
 * For a story's `beforeEach`: a browser that plays sound only after a click. Returns a function that restores
 * it.
 */
export function refuseSoundBeforeClick(): () => void {
  const { play } = HTMLMediaElement.prototype;
  let clicked = false;
  const click = () => {
    clicked = true;
  };
  addEventListener("click", click, true);
  const spy = spyOn(HTMLMediaElement.prototype, "play").mockImplementation(function (this: HTMLMediaElement) {
    const refused = !clicked && !this.muted;
    return refused ? Promise.reject(new DOMException("Click first.", "NotAllowedError")) : play.call(this);
  });
  return () => {
    removeEventListener("click", click, true);
    spy.mockRestore();
  };
}
