import { EncryptionBadge, usePeerEncryption } from "react-sora-e2ee";

/** Renders again only when the status or its reason changes. */
export function Badge({ id, name }: { readonly id: string; readonly name: string }) {
  const encryption = usePeerEncryption(id);
  return encryption && <EncryptionBadge encryption={encryption} name={name} />;
}
