import { askForEvents } from "../lib/mesh";
import { App } from "./App";

/** Comes with the newest events, as they are when it is asked for. */
export const dynamic = "force-dynamic";

export default async function Home() {
  return <App events={await askForEvents(null)} />;
}
