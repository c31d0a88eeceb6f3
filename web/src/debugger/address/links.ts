// Addresses of the screens, for `<Link href>` and `navigate` of wouter, which put the page's base before them.
// `absolute` is for what leaves the page.
import { BASE_PATH } from "../api/base";
import { type EventsState, eventsAddress } from "./events";

/** Whose event is meant, where several tenants may have the id. */
interface Whose {
  tenant?: string | undefined;
}

const withTenant = (path: string, { tenant }: Whose): string =>
  tenant ? `${path}?tenant=${encodeURIComponent(tenant)}` : path;

/** The Events screen with these values. */
export const eventsHref = (values: Partial<EventsState> = {}): string =>
  `/${eventsAddress.write({ ...eventsAddress.initial, ...values })}`;

/** The workflow of an event. */
export const workflowHref = (id: string, whose: Whose = {}): string =>
  withTenant(`/w/${encodeURIComponent(id)}`, whose);

/** An event alone. */
export const eventHref = (id: string, whose: Whose = {}): string =>
  withTenant(`/e/${encodeURIComponent(id)}`, whose);

/** The whole address of a screen. */
export const absolute = (href: string): string => location.origin + BASE_PATH + href;
