// The product's sign.

/** Four events, and what led to what. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 22 22" aria-hidden="true">
      <path className="links" d="M5 6.5l6.5 4.5M5 6.5v9M5 15.5l6.5-4.5M11.5 11h6" />
      <circle className="accent" cx="5" cy="6" r="2.9" />
      <circle className="quiet" cx="5" cy="16" r="2.9" />
      <circle className="accent" cx="11.5" cy="11" r="2.9" />
      <circle className="met" cx="18" cy="11" r="2.9" />
    </svg>
  );
}
