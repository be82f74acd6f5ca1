/** A closed or open lock. It is decoration, because the text is next to it. */
export function Mark({ good }: { readonly good: boolean }) {
  return (
    <svg className="sora-icon server-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path
        d={
          good
            ? "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"
            : "M6 11h12v9H6zM8.5 11V6.500a3.5 3.5 0 0 1 6.800-1.2"
        }
      />
    </svg>
  );
}
