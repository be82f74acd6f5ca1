import type { ReactNode } from "react";
import { I18nProvider, ja } from "react-sora-e2ee";

export function InJapanese({ children }: { readonly children: ReactNode }) {
  return (
    <I18nProvider locale="ja" messages={ja}>
      {children}
    </I18nProvider>
  );
}
