import { useCallback, useEffect, useState } from "react";
import { useTexts } from "./TextsContext.ts";

interface TopBarProps {
  /** Null outside of a meeting. */
  readonly channel: string | null;
  readonly otherLanguage: string;
  readonly onLanguage: () => void;
}

export function TopBar({ channel, otherLanguage, onLanguage }: TopBarProps) {
  const texts = useTexts();
  return (
    <header className="top-bar">
      <h1>{channel ?? texts.title}</h1>
      {channel !== null && <CopyLink />}
      <button type="button" className="text-button" lang={otherLanguage} onClick={onLanguage}>
        {texts.language}
      </button>
    </header>
  );
}

function CopyLink() {
  const texts = useTexts();
  const [result, setResult] = useState<"none" | "copied" | "copyFailed">("none");

  const copy = useCallback(() => {
    const { origin, pathname, searchParams } = new URL(location.href);
    const link = `${origin}${pathname}?${new URLSearchParams({ channel: searchParams.get("channel") ?? "" })}`;
    navigator.clipboard.writeText(link).then(
      () => setResult("copied"),
      () => setResult("copyFailed"),
    );
  }, []);

  useEffect(() => {
    if (result === "none") return;
    const timer = setTimeout(() => setResult("none"), 3000);
    return () => clearTimeout(timer);
  }, [result]);

  return (
    <>
      <button type="button" className="text-button" onClick={copy}>
        {texts.copy}
      </button>
      <span className="copy-result" role="status">
        {result === "none" ? "" : texts[result]}
      </span>
    </>
  );
}
