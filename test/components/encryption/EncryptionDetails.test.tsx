import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { I18nProvider } from "../../../src/components/common/I18nProvider.tsx";
import {
  EncryptionDetails,
  type EncryptionDetailsProps,
  type PeerEncryptionDetailsProps,
} from "../../../src/components/encryption/EncryptionDetails.tsx";
import { en, ja } from "../../../src/i18n/index.ts";
import { frameFailures, type PeerEncryption, type SelfEncryptionStatus } from "../../../src/status.ts";
import { receiver } from "../support/receivers.ts";

const peers: readonly PeerEncryption[] = [
  { status: "exchanging" },
  { status: "ready" },
  { status: "encrypted" },
  { status: "unprotected" },
  ...frameFailures.map((reason) => ({ status: "failing", reason }) as const),
];
const selves: readonly SelfEncryptionStatus[] = ["protected", "waiting", "blocked"];
const every: readonly EncryptionDetailsProps[] = [
  ...peers.map((encryption) => ({ name: "Taro", encryption })),
  ...selves.map((status) => ({ local: true, encryption: { status } }) as const),
];

describe("EncryptionDetails", () => {
  it.each(every)("has text for $encryption in both languages, with every placeholder filled", (props) => {
    const texts = Object.entries({ en, ja }).map(([locale, messages]) => {
      const { container, unmount } = render(
        <I18nProvider locale={locale} messages={messages}>
          <EncryptionDetails {...props} />
        </I18nProvider>,
      );
      const text = container.textContent ?? "";
      expect(screen.getByRole("region")).toHaveAccessibleName();
      unmount();
      return text;
    });
    for (const text of texts) expect(text).not.toMatch(/[{}]|undefined/u);
    expect(texts[0]).not.toBe(texts[1]);
  });

  it("has a different text for each status and reason", () => {
    const texts = every.map((props) => {
      const { container, unmount } = render(<EncryptionDetails {...props} />);
      const text = container.textContent;
      unmount();
      return text;
    });
    expect(new Set(texts).size).toBe(every.length);
  });

  it("uses the word encrypted for the status encrypted only", () => {
    for (const encryption of peers.filter(({ status }) => status !== "encrypted")) {
      const { container, unmount } = render(<EncryptionDetails name="Taro" encryption={encryption} />);
      expect(container.textContent).not.toMatch(/\bEncrypted\b/u);
      expect(container.textContent).not.toMatch(/is opened|could be opened\./u);
      unmount();
    }
  });

  it("shows since when the status holds", () => {
    const since = new Date(2026, 0, 15, 14, 5).getTime();
    render(<EncryptionDetails name="Taro" encryption={{ status: "encrypted" }} since={since} />);
    const time = screen.getByText(/^Since 2:05/u);
    expect(time).toHaveAttribute("datetime", new Date(since).toISOString());
  });

  it("links to the safety number, except for a peer without keys", async () => {
    const onCompare = vi.fn();
    const details = (props: Partial<PeerEncryptionDetailsProps>) => (
      <EncryptionDetails name="Taro" encryption={{ status: "encrypted" }} onCompare={onCompare} {...props} />
    );
    const { rerender } = render(details({}));
    expect(screen.getByText("Not verified")).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Compare safety number" }));
    expect(onCompare.mock.calls).toEqual([[]]);
    rerender(details({ verified: true }));
    expect(screen.getByText("Verified")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Show safety number" })).toBeInTheDocument();
    rerender(details({ encryption: { status: "unprotected" } }));
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    expect(screen.queryByText(/verified/iu)).not.toBeInTheDocument();
  });

  it("shows key id, fingerprint and counts under technical details", async () => {
    render(
      <EncryptionDetails
        name="Taro"
        encryption={{ status: "encrypted" }}
        keyId={0}
        fingerprint="aa:bb"
        receivers={[receiver("audio", { opened: 1_200, refused: { "no-key": 2, replayed: 1 }, waiting: 4 })]}
      />,
    );
    await userEvent.click(screen.getByText("Technical details"));
    expect(screen.getByText("0")).toBeVisible();
    expect(screen.getByText("aa:bb")).toBeVisible();
    expect(screen.getByText("1,207 frames arrived: 1,200 opened, 3 refused, 4 waiting")).toBeVisible();
  });

  it("describes our own sent media", () => {
    const sender = { transformId: 1, received: 12, passed: 10, dropped: 0 } as const;
    render(
      <EncryptionDetails
        local
        encryption={{ status: "protected" }}
        senders={[
          { ...sender, kind: "audio" },
          { ...sender, transformId: 2, kind: "video", dropped: 2 },
        ]}
      />,
    );
    expect(screen.getByText("All that was sent so far was encrypted first.")).toBeInTheDocument();
    expect(screen.getByText("Some could not be encrypted and was not sent.")).toBeInTheDocument();
  });
});

describe("EncryptionDetails of our own media", () => {
  it.each(["waiting", "blocked"] as const)(
    "does not say that all media are encrypted while the status is %s",
    (status) => {
      const sender = { transformId: 1, kind: "audio", received: 12, passed: 12, dropped: 0 } as const;
      const { rerender } = render(<EncryptionDetails local encryption={{ status }} senders={[sender]} />);
      expect(screen.queryByText(/was encrypted first/u)).not.toBeInTheDocument();
      rerender(<EncryptionDetails local encryption={{ status: "protected" }} senders={[sender]} />);
      expect(screen.getByText(/was encrypted first/u)).toBeInTheDocument();
    },
  );
});

describe("EncryptionDetails while the counts grow", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const counts = (audio: number, video: number) => [
    receiver("audio", { opened: audio }),
    receiver("video", { opened: 50, refused: { "no-key": video } }),
  ];
  const details = (audio: number, video: number) => (
    <EncryptionDetails
      name="Taro"
      encryption={{ status: "failing", reason: "no-key" }}
      receivers={counts(audio, video)}
    />
  );

  it("names the kind of media that fails, and says that the other kind is decrypted", () => {
    const { rerender } = render(details(100, 0));
    expect(
      screen.getByText(en["failing.no-key"].replace("arrives", "from Taro arrives")),
    ).toBeInTheDocument();
    vi.advanceTimersByTime(500);
    rerender(details(125, 15));
    expect(
      screen.getByText("Taro's video arrives but cannot be opened: the key is missing."),
    ).toBeInTheDocument();
    expect(screen.getByText("Arrives and is opened.")).toBeInTheDocument();
    expect(screen.getByText("Arrives but is not played: the key is missing.")).toBeInTheDocument();
  });

  it("describes the past at first, and makes no claim once the counts stop moving", () => {
    render(details(100, 0));
    expect(screen.getAllByText("All that has arrived so far could be opened.")).toHaveLength(2);
    act(() => void vi.advanceTimersByTime(5_000));
    expect(screen.getAllByText("Nothing is arriving at the moment.")).toHaveLength(2);
  });
});
