// The tabs of the inspector, for the addresses of the screens that show it.

/** The tabs, as addresses call them. */
export const INSPECTOR_TABS = ["event", "payload", "history", "narrative", "use"] as const;

/** A tab of the inspector. */
export type InspectorTab = (typeof INSPECTOR_TABS)[number];
