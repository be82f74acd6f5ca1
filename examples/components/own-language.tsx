import type { ReactNode } from "react";
import { en, I18nProvider, type Messages } from "react-sora-e2ee";

/** Replaces a few of the English texts. */
const plain: Messages = { ...en, "encryption.encrypted": "Private", "control.leave": "Hang up" };

export function InOurWords({ children }: { readonly children: ReactNode }) {
  return (
    <I18nProvider locale="en" messages={plain}>
      {children}
    </I18nProvider>
  );
}
