// @vitest-environment node
import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { VideoGrid } from "../../../src/components/grid/VideoGrid.tsx";

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => `m${index}`).map((id) => <p key={id}>Person {id}</p>);

describe("VideoGrid on a server", () => {
  it("is a list of all participants, without positions that only a browser can compute", () => {
    const html = renderToString(<VideoGrid pinned={["m2"]}>{people(5)}</VideoGrid>);
    expect(html.match(/<li/gu)).toHaveLength(5);
    expect(html).toMatch(/<ul[^>]*aria-label="People in this call"/u);
    expect(html).not.toContain("data-placed");
    expect(html).not.toMatch(/<li[^>]*style/u);
  });

  it("renders at most one page of people, and the pinned people are among them", () => {
    const html = renderToString(
      <VideoGrid maxTiles={10} pinned={["m55"]}>
        {people(60)}
      </VideoGrid>,
    );
    expect(html.match(/<li/gu)).toHaveLength(10);
    expect(html).toMatch(/Person (?:<!-- -->)?m55/u);
    expect(html).toMatch(/Page 1 of 7/u);
  });
});
