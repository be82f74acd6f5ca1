import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { I18nProvider } from "../../../src/components/common/I18nProvider.tsx";
import { EncryptionDetails } from "../../../src/components/encryption/EncryptionDetails.tsx";
import { RoomCodeView } from "../../../src/components/room-code/RoomCodeView.tsx";
import { en, ja } from "../../../src/i18n/index.ts";
import type { RoomCode } from "../../../src/status.ts";

const code: RoomCode = { digits: "782040464587681282323938771385", emoji: [35, 62, 22, 58, 10, 25] };
const next: RoomCode = { digits: "367816879408825020723920533696", emoji: [62, 61, 2, 28, 12, 60] };

describe("RoomCodeView", () => {
  it("shows six groups of digits, six emoji with their names, and the number of members in the group", () => {
    render(<RoomCodeView code={code} size={5} />);
    const [digits, emoji] = screen.getAllByRole("list");
    expect(digits?.children).toHaveLength(6);
    expect(digits).toHaveTextContent("7 8 2 0 4");
    expect(emoji?.children).toHaveLength(6);
    expect(emoji).toHaveTextContent(en["emoji.volcano"]);
    expect(screen.getByText(/all 5 devices/u)).toBeVisible();
  });

  it("keeps the code in the same order in languages of both directions", () => {
    render(<RoomCodeView code={code} size={2} />);
    for (const list of screen.getAllByRole("list")) expect(list).toHaveAttribute("dir", "ltr");
  });

  it("announces politely that the code changed, but not the first code", () => {
    const { rerender } = render(<RoomCodeView code={null} size={0} />);
    expect(screen.getByText(en["room.none"])).toBeVisible();
    rerender(<RoomCodeView code={code} size={1} />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    rerender(<RoomCodeView code={{ ...code }} size={1} />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    rerender(<RoomCodeView code={next} size={2} />);
    expect(screen.getByRole("status")).toHaveTextContent(en["room.changed"]);
  });

  it("is translated to Japanese", () => {
    render(
      <I18nProvider locale="ja" messages={ja}>
        <RoomCodeView code={code} size={3} />
      </I18nProvider>,
    );
    expect(screen.getByRole("region", { name: "ルームコード" })).toHaveTextContent("3 台");
  });
});

describe("EncryptionDetails", () => {
  it.each([true, false])("say post-quantum only for a post-quantum key exchange: %s", (postQuantum) => {
    render(<EncryptionDetails name="Taro" encryption={{ status: "encrypted" }} postQuantum={postQuantum} />);
    expect(screen.queryByText(en["details.post-quantum"]) !== null).toBe(postQuantum);
  });
});
