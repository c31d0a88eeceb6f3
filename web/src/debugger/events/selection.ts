// Which event is selected, as the address says it: `sel=ID`, and `sel=ID@TENANT` where several tenants may have
// the id. Ids hold no @.

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** An event that an address names. */
export interface Named {
  id: string;
  tenant: string | undefined;
}

/** The event that `sel` names; nothing where it is empty. */
export function readSelection(sel: string): Named | undefined {
  if (sel === "") {
    return undefined;
  }
  const cut = sel.indexOf("@");
  return cut < 0
    ? { id: sel, tenant: undefined }
    : { id: sel.slice(0, cut), tenant: sel.slice(cut + 1) };
}

/** How an address names an event. Users see one tenant, which needs no name. */
export function nameOf(event: { id: string; tenantId: string }, seesAll: boolean): Named {
  const isPlain = !seesAll || event.tenantId === NOBODY;
  return { id: event.id, tenant: isPlain ? undefined : event.tenantId };
}

/** As `readSelection` reads it. */
export const writeSelection = ({ id, tenant }: Named): string =>
  tenant === undefined ? id : `${id}@${tenant}`;
