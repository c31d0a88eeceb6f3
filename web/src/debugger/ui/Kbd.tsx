// A key as it is shown beside what it does: `<Kbd>↵</Kbd>`. Screen readers hear of keys on the page of keys.

/** A key. */
export const Kbd = ({ children }: { children: string }) => (
  <span className="kbd" aria-hidden="true">
    {children}
  </span>
);
