import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import {
  createI18n,
  en,
  I18nProvider,
  ja,
  Lobby,
  type LobbyProps,
  SupportNotice,
  type SupportProblem,
} from "react-sora-e2ee";
import { describe, expect, it, vi } from "vitest";

const media: NonNullable<LobbyProps["media"]> = {
  microphone: { deviceId: null, status: "off" },
  camera: { deviceId: null, status: "off" },
  speakerId: null,
  stream: null,
};

function show(props: Partial<LobbyProps> = {}) {
  const onJoin = vi.fn();
  const view = render(<Lobby media={media} onJoin={onJoin} {...props} />);
  return { onJoin, ...view };
}

const join = () => screen.getByRole("button", { name: "Join" });
const field = () => screen.getByRole("textbox", { name: "Your name" });

describe("Lobby", () => {
  it("joins with the trimmed name, by click and by Enter", async () => {
    const { onJoin } = show();
    await userEvent.type(field(), "  Taro {Enter}");
    await userEvent.click(join());
    expect(onJoin.mock.calls).toEqual([["Taro"], ["Taro"]]);
  });

  it("asks for a missing name only after an attempt to join", async () => {
    const { onJoin } = show();
    expect(field()).toHaveAttribute("aria-invalid", "false");
    await userEvent.click(join());
    expect(onJoin).not.toHaveBeenCalled();
    expect(field()).toHaveFocus();
    expect(field()).toHaveAttribute("aria-invalid", "true");
    expect(field()).toHaveAccessibleDescription("Enter your name.");
    await userEvent.type(field(), "T");
    expect(field()).toHaveAccessibleDescription("");
  });

  it("limits a name by graphemes, and does not change text during IME composition", () => {
    const family = "👨\u200d👩\u200d👧\u200d👦";
    show({ maxNameLength: 3 });
    fireEvent.change(field(), { target: { value: family.repeat(4) } });
    expect(field()).toHaveValue(family.repeat(3));
    fireEvent.input(field(), { target: { value: "やまだた" }, isComposing: true });
    expect(field()).toHaveValue("やまだた");
  });

  it("uses the app's own name and its own rule for names", async () => {
    const onNameChange = vi.fn();
    const checkName = (name: string) => (name === "Taro" ? "Taro is taken." : null);
    const { onJoin } = show({ name: "Taro", onNameChange, checkName });
    await userEvent.type(field(), "x");
    expect(onNameChange).toHaveBeenCalledExactlyOnceWith("Tarox");
    expect(field()).toHaveValue("Taro");
    await userEvent.click(join());
    expect(field()).toHaveAccessibleDescription("Taro is taken.");
    expect(onJoin).not.toHaveBeenCalled();
  });

  it("does not join twice, and keeps the focus while joining", async () => {
    const { onJoin, rerender } = show({ defaultName: "Taro" });
    await userEvent.click(join());
    rerender(<Lobby media={media} onJoin={onJoin} joining />);
    const busy = screen.getByRole("button", { name: "Joining…" });
    expect(busy).toHaveFocus();
    expect(busy).toHaveAttribute("aria-disabled", "true");
    await userEvent.keyboard("{Enter}");
    expect(onJoin).toHaveBeenCalledOnce();
  });

  it.each([
    ["is not known yet", null],
    ["is not there", { supported: false, problems: ["no-webrtc"] }],
  ] as const)("prevents joining while support %s", async (_why, support) => {
    const { onJoin } = show({ support, defaultName: "Taro" });
    expect(join()).toBeDisabled();
    await userEvent.type(field(), "{Enter}");
    expect(onJoin).not.toHaveBeenCalled();
  });

  it("turns devices on and off, and explains each device that failed", async () => {
    const onToggle = vi.fn();
    const camera = { deviceId: null, status: "failed", error: { code: "device-permission-denied" } } as const;
    show({ onToggle, media: { ...media, camera } });
    expect(screen.getByRole("status")).toHaveTextContent(
      /does not let this page use the camera.*address bar/u,
    );
    await userEvent.click(screen.getByRole("button", { name: "Unmute microphone" }));
    await userEvent.click(screen.getByRole("button", { name: "Camera: Not allowed" }));
    expect(onToggle.mock.calls).toEqual([
      ["audio", true],
      ["video", true],
    ]);
  });

  it("offers devices of the used kinds only", async () => {
    const onChoose = vi.fn();
    const cameras = [{ deviceId: "cam-1", label: "Front" }];
    const devices = { microphones: [], cameras, speakers: [] };
    show({ devices, onChoose, media: { ...media, microphone: { deviceId: null, status: "unused" } } });
    expect(screen.queryByRole("combobox", { name: "Microphone" })).toBeNull();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Camera" }), "Front");
    expect(onChoose).toHaveBeenCalledExactlyOnceWith("video", "cam-1");
  });

  it("shows a mirrored preview only while the camera is on", () => {
    show({ defaultName: "Taro Yamada" });
    expect(screen.getByText("TY")).toBeInTheDocument();
    expect(screen.getByText("The camera is off")).toBeInTheDocument();
  });

  it("shows no preview to a person who only watches", () => {
    const { container } = show({ media: null });
    expect(container.querySelector("video")).toBeNull();
    expect(screen.queryByRole("button", { name: /microphone|camera/iu })).toBeNull();
  });

  it("shows why the last attempt failed, and renders extra fields", () => {
    show({ error: { code: "server-unreachable" }, children: <p>Channel</p>, title: "Meeting" });
    expect(screen.getByRole("alert")).toHaveTextContent(en["error.server-unreachable.do"]);
    expect(screen.getByRole("form", { name: "Meeting" })).toContainElement(screen.getByText("Channel"));
  });
});

describe("SupportNotice", () => {
  const problems: readonly SupportProblem[] = [
    "insecure-context",
    "no-webrtc",
    "no-worker",
    "no-webcrypto",
    "no-encoded-transform",
  ];

  it.each(Object.entries({ en, ja }))("explains each reason and what to do, in %s", (locale, messages) => {
    render(
      <I18nProvider locale={locale} messages={messages}>
        <SupportNotice support={{ supported: false, problems }} />
      </I18nProvider>,
    );
    const { t } = createI18n(locale, messages);
    const items = screen.getAllByRole("listitem");
    expect(items.map(({ textContent }) => textContent)).toEqual(
      problems.map((problem) => `${t(`support.${problem}.what`)} ${t(`support.${problem}.do`)}`),
    );
  });

  it("shows nothing before support is known", () => {
    const { container } = render(<SupportNotice support={null} />);
    expect(container).toBeEmptyDOMElement();
  });
});
