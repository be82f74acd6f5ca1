import type { Meta, StoryObj } from "@storybook/react-vite";
import { ErrorNotice, SoraE2EEError, soraE2EEErrorCodes } from "react-sora-e2ee";
import { expect, fn, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const meta = {
  title: "Notices/ErrorNotice",
  component: ErrorNotice,
  args: {
    error: new SoraE2EEError(
      "e2ee-disabled",
      "The server closed the connection: E2EE is off. Set e2ee = true.",
    ),
  },
} satisfies Meta<typeof ErrorNotice>;

export default meta;
type Story = StoryObj<typeof meta>;

export const Plain: Story = {};

export const WithActions: Story = {
  args: { onRetry: fn(), onDismiss: fn() },
  play: async ({ canvas, canvasElement, args, globals }) => {
    const { t } = textsOf(globals);
    await expect(canvasElement.querySelector("[data-sora-error='e2ee-disabled']")).toHaveRole("alert");
    await userEvent.click(canvas.getByText(t("error.details")));
    await expect(canvas.getByText(/E2EE is off/u)).toBeVisible();
    await userEvent.click(canvas.getByRole("button", { name: t("error.retry") }));
    await expect(args.onRetry).toHaveBeenCalledOnce();
    await userEvent.click(canvas.getByRole("button", { name: t("error.dismiss") }));
    await expect(args.onDismiss).toHaveBeenCalledOnce();
  },
};

function EveryError() {
  return (
    <div style={{ display: "grid", gap: 12, maxWidth: 640 }}>
      {soraE2EEErrorCodes.map((code) => (
        <ErrorNotice key={code} error={{ code }} />
      ))}
    </div>
  );
}

export const EveryCode: Story = { render: () => <EveryError /> };
export const EveryCodeInJapanese: Story = {
  render: () => <EveryError />,
  globals: { locale: "ja", theme: "dark" },
};
