/**
 * What the server's own scalars look like in the variables pane. Without it the editor would mark
 * a payload that is an object as a mistake.
 */
export const SCALAR_SCHEMAS = {
  JSON: { type: ["object", "array", "string", "number", "boolean", "null"] },
  EpochMillis: { type: ["integer", "string"] },
  Cursor: { type: ["string"] },
};
