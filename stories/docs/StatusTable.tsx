import { useContext } from "react";
import {
  createI18n,
  EncryptionBadge,
  encryptionDetail,
  frameFailures,
  I18nProvider,
  type ShownEncryption,
} from "react-sora-e2ee";
import { dictionaries } from "../support/surroundings.ts";
import { LocaleContext } from "./LocaleContext.ts";

const ofPeers: readonly ShownEncryption[] = [
  { status: "exchanging" },
  { status: "ready" },
  { status: "encrypted" },
  ...frameFailures.map((reason) => ({ status: "failing", reason }) as const),
  { status: "unprotected" },
];
const ofOurselves: readonly ShownEncryption[] = [
  { status: "protected" },
  { status: "waiting" },
  { status: "blocked" },
];

/** Every status as shown, with its name in code and its text. */
export function StatusTable({ of }: { readonly of: "peers" | "ourselves" }) {
  const locale = useContext(LocaleContext);
  const messages = dictionaries[locale];
  const i18n = createI18n(locale, messages);
  return (
    <I18nProvider locale={locale} messages={messages}>
      <table className="sb-unstyled status-table">
        <tbody>
          {(of === "peers" ? ofPeers : ofOurselves).map((encryption) => (
            <tr key={nameOf(encryption)}>
              <td>
                <EncryptionBadge encryption={encryption} />
              </td>
              <td>
                <code>{nameOf(encryption)}</code>
              </td>
              <td>{encryptionDetail(i18n, encryption)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </I18nProvider>
  );
}

function nameOf(encryption: ShownEncryption): string {
  return encryption.status === "failing" ? `failing: ${encryption.reason}` : encryption.status;
}
