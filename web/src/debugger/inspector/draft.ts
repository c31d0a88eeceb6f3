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

/** Whether somebody else has changed what the draft was begun from, to something else than it holds. */
export const isOvertaken = <Fields>(
  draft: Draft<Fields>,
  current: Fields,
  revision: number,
): boolean =>
  draft.revision !== revision && !isSame(current, draft.base) && !isSame(current, draft.fields);
