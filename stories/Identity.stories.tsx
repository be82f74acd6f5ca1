import type { Meta, StoryObj } from "@storybook/react-vite";
import {
  type Contact,
  ContactList,
  DeviceIdentity,
  IdentityMark,
  IdentityWarning,
  type PeerEncryption,
  SoraE2EEError,
  VideoTile,
} from "react-sora-e2ee";
import { expect, fn, screen, userEvent } from "storybook/test";
import { textsOf } from "./support/surroundings.ts";

const at = (month: number) => Date.UTC(2026, month, 15, 9);
const fingerprint = Array.from({ length: 32 }, (_, place) => (place * 7 + 16).toString(16)).join(":");
const contact: Contact = {
  key: "hanako",
  label: "Hanako",
  userId: null,
  firstSeen: at(0),
  lastSeen: at(4),
  verifiedAt: at(2),
  acceptedAt: null,
};
const encrypted: PeerEncryption = { status: "encrypted" };

const onRename = fn();
const onForget = fn();

const meta = { title: "Identity/People and devices" } satisfies Meta;

export default meta;
type Story = StoryObj<typeof meta>;

export const Marks: Story = {
  render: () => (
    <ul>
      <li>
        <IdentityMark verified />
      </li>
      <li>
        <IdentityMark verified vouchedBy="demo login" />
      </li>
      <li>
        <IdentityMark verified vouchedBy="" />
      </li>
      <li>
        <IdentityMark verified={false} identity="changed" />
      </li>
      <li>
        <IdentityMark verified={false} identity="invalid" />
      </li>
    </ul>
  ),
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await expect(screen.getByText(t("identity.vouched.by", { by: "demo login" }))).toBeVisible();
  },
};

export const OnTiles: Story = {
  render: () => (
    <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(220px, 1fr))", gap: 12 }}>
      <VideoTile
        connectionId="a"
        name="Hanako"
        stream={null}
        hasVideo={false}
        encryption={encrypted}
        verified
        identity="verified"
      />
      <VideoTile
        connectionId="b"
        name="Taro"
        stream={null}
        hasVideo={false}
        encryption={encrypted}
        verified
        identity="verified"
        vouchedBy="demo login"
      />
      <VideoTile
        connectionId="c"
        name="Jiro"
        stream={null}
        hasVideo={false}
        encryption={encrypted}
        identity="changed"
      />
      <VideoTile
        connectionId="d"
        name="Saburo"
        stream={null}
        hasVideo={false}
        encryption={encrypted}
        identity="invalid"
      />
      <VideoTile
        connectionId="e"
        name="Shiro"
        stream={null}
        hasVideo={false}
        encryption={encrypted}
        identity="new"
      />
    </div>
  ),
};

export const Warning: Story = {
  render: () => (
    <IdentityWarning name="Hanako" since={at(2)} onCompare={fn()} onAccept={onForget} onLeave={fn()} />
  ),
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(screen.getByRole("button", { name: t("identity.warning.accept") }));
    await expect(onForget).toHaveBeenCalled();
  },
};

export const PeopleYouKnow: Story = {
  render: () => (
    <ContactList
      contacts={[contact, { ...contact, key: "taro", label: null, verifiedAt: null }]}
      names={{ taro: "Taro" }}
      onRename={onRename}
      onForget={onForget}
      onExport={fn()}
      onImport={async () => 1}
    />
  ),
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(screen.getByRole("button", { name: t("contacts.rename.of", { name: "Hanako" }) }));
    const field = screen.getByRole("textbox", { name: t("contacts.name.of", { name: "Hanako" }) });
    await expect(field).toHaveFocus();
    await userEvent.clear(field);
    await userEvent.type(field, "Hana{Enter}");
    await expect(onRename).toHaveBeenCalledWith("hanako", "Hana");
    await userEvent.click(screen.getByRole("button", { name: t("contacts.forget.of", { name: "Taro" }) }));
    await expect(screen.getByText(t("contacts.forget.sure", { name: "Taro" }))).toBeVisible();
  },
};

export const NobodyYet: Story = {
  render: () => <ContactList contacts={[]} onRename={fn()} onForget={fn()} onImport={async () => 0} />,
};

export const StorageBlocked: Story = {
  render: () => (
    <ContactList
      contacts={null}
      error={{ code: "identity-storage-blocked" }}
      onRename={fn()}
      onForget={fn()}
    />
  ),
};

export const ThisDevice: Story = {
  render: () => (
    <DeviceIdentity
      identity={{ kind: "device", key: fingerprint, isNew: false }}
      onForget={async () => undefined}
    />
  ),
  play: async ({ globals }) => {
    const { t } = textsOf(globals);
    await userEvent.click(screen.getByRole("button", { name: t("device.forget") }));
    await expect(screen.getByText(t("device.forget.sure"))).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: t("device.forget") }));
    await expect(await screen.findByText(t("device.forgotten"))).toBeVisible();
  },
};

export const ThisDeviceIsNew: Story = {
  render: () => <DeviceIdentity identity={{ kind: "device", key: fingerprint, isNew: true }} />,
};

export const UntilThePageIsClosed: Story = {
  render: () => <DeviceIdentity identity={{ kind: "session", key: fingerprint, isNew: true }} />,
};

export const NoIdentity: Story = {
  render: () => <DeviceIdentity identity={{ kind: "none", key: null, isNew: false }} />,
};

export const DeviceCannotBeForgotten: Story = {
  render: () => (
    <DeviceIdentity
      identity={{ kind: "device", key: fingerprint, isNew: false }}
      onForget={() => Promise.reject(new SoraE2EEError("identity-storage-blocked", "Blocked."))}
    />
  ),
};
