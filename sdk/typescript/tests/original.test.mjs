import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { startServer } from "../../../web/tests/support/server.mjs";
import * as original from "../build/tests/original.js";
import { startPostgres } from "./support/postgres.mjs";

const TIMEOUT = { timeout: 60_000 };

/** What a function prints, line by line, and what it returns. */
async function printed(work) {
  const lines = [];
  const log = mock.method(console, "log", (...values) => lines.push(values));
  const result = await work();
  log.mock.restore();
  return { lines, result };
}

/** An address of a server on a database of this kind, which is empty. */
const DATABASES = {
  SQLite: () => startServer(),
  PostgreSQL: async () => {
    const postgres = await startPostgres();
    return startServer({ "database.url": await postgres.newDatabase("original") });
  },
};

for (const [name, start] of Object.entries(DATABASES)) {
  describe(`code for the original layer runs on ${name}`, () => {
    let simple;
    let last;

    test("a simple event", TIMEOUT, async () => {
      process.env.EVENT_MESH_URL = (await start()).origin;
      const { lines, result } = await printed(original.publishSimple);
      simple = result;
      assert.match(
        simple.id,
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      assert.deepEqual(lines, [["Event published:", simple.id]]);
      assert.equal(simple.userIntent, undefined);
      assert.equal(simple.context, undefined);
      assert.equal(simple.shouldDocument, true);
    });

    test("an event with intent", TIMEOUT, async () => {
      const event = await original.publishWithIntent();
      assert.equal(event.userIntent.impactMetric, "From 30 minutes a day to none");
      assert.deepEqual(event.context, {
        decision: "Webhooks rather than polling",
        category: "feature",
      });
    });

    test("a workflow, and what can be asked of the history", TIMEOUT, async () => {
      last = await original.publishWorkflow();
      const { lines, result } = await printed(() => original.queryHistory(last));
      const names = ["provider.connected", "widget.created", "automation.created"];
      assert.deepEqual(lines, [["Workflow events:", names]]);
      assert.deepEqual(result.workflow.at(-1), last);
      assert.equal(result.widgets.length, 3);
      assert.deepEqual(result.widgets.at(-1), simple);
      assert.equal(result.recent.length, 5);
    });

    test("an outcome that is known later", TIMEOUT, async () => {
      const { lines, result } = await printed(original.reportOutcome);
      assert.deepEqual(lines, [["Outcome:", "5 tickets in the first hour, each after 45 seconds"]]);
      assert.equal(result.context.impactMetric, "All failed payments are tracked");
      assert.equal(result.userIntent.impactMetric, undefined);
    });

    test("an event that is documented because of its name", TIMEOUT, async () => {
      assert.deepEqual((await printed(original.publishAutoMarked)).lines, [[true]]);
    });

    test("the complete workflow, line by line", TIMEOUT, async () => {
      const { lines, result } = await printed(original.setupStripeAutomation);
      assert.deepEqual(lines.flat(), [
        "Complete workflow:",
        "1. provider.connected",
        "   Problem: Payment data of Stripe is out of reach",
        "   Goal: Connect Stripe to the dashboard",
        "2. widget.created",
        "   Problem: Late payments of all customers are seen late",
        "   Goal: See failed payments in the dashboard by themselves",
        "3. automation.created",
        "   Problem: Nobody answers to failed payments at night",
        "   Goal: A ticket, and a message to the team",
        "4. automation.triggered",
        "   Outcome: Ticket SCRUM-42 and a message after 45 seconds",
      ]);
      assert.deepEqual(result[3].payload, {
        trigger: { type: "stripe.payment.failed", amount: 5000 },
      });
    });
  });
}
