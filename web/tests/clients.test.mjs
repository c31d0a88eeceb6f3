import { test } from "node:test";
import { followWithApollo } from "./support/apollo.mjs";
import { assertToldAll, beginningOf, readLog, Told } from "./support/log.mjs";
import { newDatabase, startServer } from "./support/server.mjs";
import { followWithUrql } from "./support/urql.mjs";

const TIMEOUT = { timeout: 60_000 };

/** Publishes some events, reports outcomes of them, and returns the cursor of the last. */
async function change(server, beginning) {
  const cause = await server.publish("provider.connected");
  await server.publish("widget.created", [cause]);
  await server.updateOutcome(cause, "Payments can be seen");
  await server.updateOutcome(cause, "Failures can be seen");
  return (await readLog(server, beginning)).last;
}

for (const [name, follow] of [
  ["Apollo Client", followWithApollo],
  ["urql", followWithUrql],
]) {
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    test(`${name} goes on where it was when ${signal} ended the server`, TIMEOUT, async () => {
      const settings = { "database.url": await newDatabase() };
      const server = await startServer(settings);
      const beginning = await beginningOf(server);
      const told = new Told();
      const end = follow(server.socketUrl, beginning, told.tell);
      await told.until(await change(server, beginning));

      await server.stop(signal);
      const elsewhere = await startServer(settings);
      await change(elsewhere, beginning);
      await elsewhere.stop();
      await server.start();
      await told.until(await change(server, beginning));

      end();
      assertToldAll(told.entries, await readLog(server, beginning));
    });
  }
}
