// A draft of something that is edited, and how it stands to what is there now.

/** Fields that were changed, with what they were. */
export interface Draft<Fields> {
  fields: Fields;
  /** What was there when the draft was begun, and as which revision. */
  base: Fields;
  revision: number;
}

/** Whether both hold the same. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether it is a draft of such fields: an older page may have kept others. */
export function hasFields<Fields extends object>(
  draft: Draft<unknown> | undefined,
  blank: Fields,
): draft is Draft<Fields> {
  const names = (value: unknown) => Object.keys(value ?? {}).sort();
  return (
    Number.isInteger(draft?.revision) &&
    isSame(names(draft?.fields), names(blank)) &&
    isSame(names(draft?.base), names(blank))
  );
}

/** Whether somebody else has changed what the draft was begun from, to something else than it holds. */
export const isOvertaken = <Fields>(
  draft: Draft<Fields>,
  current: Fields,
  revision: number,
): boolean =>
  draft.revision !== revision && !isSame(current, draft.base) && !isSame(current, draft.fields);

/** The draft as one of what is there now: it changes what it did, and keeps of the rest what somebody else wrote. */
export function rebased<Fields extends object>(
  { fields, base }: Draft<Fields>,
  current: Fields,
  revision: number,
): Draft<Fields> {
  const names = Object.keys(fields) as (keyof Fields)[];
  const changed = names.filter((name) => !isSame(fields[name], base[name]));
  const own = Object.fromEntries(changed.map((name) => [name, fields[name]]));
  return { fields: { ...current, ...own }, base: current, revision };
}
