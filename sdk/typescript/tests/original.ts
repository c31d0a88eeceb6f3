/**
 * Code as it was written for the original TypeScript layer, with another address to import from. The
 * compiler checks it as applications do, and `original.test.mjs` runs it.
 */

import {
  type DocumentableEvent,
  getEvent,
  publishDocumentable,
  queryEventHistory,
  type UserIntent,
  updateEventOutcome,
} from "@event-mesh/client";

/** An event with nothing but what it is about. */
export async function publishSimple(): Promise<DocumentableEvent> {
  const event = await publishDocumentable({
    eventName: "widget.created",
    source: "widget_wizard",
    timestamp: Date.now(),
    payload: {
      widgetType: "github_prs",
      providerId: "github",
    },
    shouldDocument: true,
  });
  console.log("Event published:", event.id);
  return event;
}

/** An event with the reason for it. */
export async function publishWithIntent(): Promise<DocumentableEvent> {
  const userIntent: UserIntent = {
    problemSolved: "Late payments of all customers are seen late",
    painPoint: "Somebody looks through the dashboard of Stripe every day, for half an hour",
    goal: "See failed payments in the dashboard by themselves",
    expectedOutcome: "The dashboard shows a failed payment within a minute",
    impactMetric: "From 30 minutes a day to none",
  };
  return publishDocumentable({
    eventName: "widget.created",
    source: "widget_wizard",
    timestamp: Date.now(),
    payload: { widgetType: "stripe_failed_payments", providerId: "stripe" },
    shouldDocument: true,
    userIntent,
    context: {
      decision: "Webhooks rather than polling",
      category: "feature",
    },
  });
}

/** Three steps, each linked to those before; returns the last one. */
export async function publishWorkflow(): Promise<DocumentableEvent> {
  const step1 = await publishDocumentable({
    eventName: "provider.connected",
    source: "oauth_flow",
    timestamp: Date.now(),
    payload: { providerId: "stripe" },
    shouldDocument: true,
    userIntent: {
      problemSolved: "Payment data of Stripe is out of reach",
      painPoint: "Nobody sees that payments fail",
      goal: "Connect Stripe to the dashboard",
      expectedOutcome: "Payment data can be fetched",
    },
  });

  const step2 = await publishDocumentable({
    eventName: "widget.created",
    source: "widget_wizard",
    timestamp: Date.now(),
    payload: { widgetType: "stripe_failed_payments" },
    shouldDocument: true,
    context: {
      relatedEvents: [step1.id],
      decision: "Needs the token of the step before",
    },
  });

  return publishDocumentable({
    eventName: "automation.created",
    source: "automation_wizard",
    timestamp: Date.now(),
    payload: { trigger: "stripe.payment.failed" },
    shouldDocument: true,
    context: {
      relatedEvents: [step1.id, step2.id],
    },
  });
}

/** What can be asked of the history: by name, by time, and what led to an event. */
export async function queryHistory(step3: DocumentableEvent) {
  const widgets = await queryEventHistory({
    eventName: "widget.created",
  });

  const recent = await queryEventHistory({
    startTime: Date.now() - 3600000,
    endTime: Date.now(),
  });

  const workflow = await queryEventHistory({
    eventId: step3.id,
    includeRelated: true,
    maxDepth: 5,
  });

  console.log(
    "Workflow events:",
    workflow.map((e) => e.eventName),
  );
  return { widgets, recent, workflow };
}

/** An event whose outcome is known later. */
export async function reportOutcome(): Promise<DocumentableEvent | undefined> {
  const automation = await publishDocumentable({
    eventName: "automation.triggered",
    timestamp: Date.now(),
    payload: { automationId: "auto_123" },
    shouldDocument: true,
    userIntent: {
      problemSolved: "Nobody answers to failed payments at night",
      goal: "A ticket within a minute",
      expectedOutcome: "A ticket is there, and the team knows",
    },
  });

  await updateEventOutcome(automation.id, {
    outcome: "5 tickets in the first hour, each after 45 seconds",
    impactMetric: "All failed payments are tracked",
  });

  const updated = await getEvent(automation.id);
  console.log("Outcome:", updated?.context?.outcome);
  return updated;
}

/** An event that is documented because of its name. */
export async function publishAutoMarked(): Promise<void> {
  const event = await publishDocumentable({
    eventName: "error.occurred",
    timestamp: Date.now(),
    payload: { errorCode: "TOKEN_EXPIRED" },
  });
  console.log(event.shouldDocument);
}

/** A workflow from its first step to its outcome, told line by line. */
export async function setupStripeAutomation() {
  const connectEvent = await publishDocumentable({
    eventName: "provider.connected",
    source: "oauth_flow",
    timestamp: Date.now(),
    payload: {
      providerId: "stripe",
      scopes: ["read_payments", "read_customers"],
    },
    shouldDocument: true,
    userIntent: {
      problemSolved: "Payment data of Stripe is out of reach",
      painPoint: "Nobody sees that payments fail",
      goal: "Connect Stripe to the dashboard",
      expectedOutcome: "Payment data can be fetched",
    },
  });

  const widgetEvent = await publishDocumentable({
    eventName: "widget.created",
    source: "widget_wizard",
    timestamp: Date.now(),
    payload: {
      widgetType: "stripe_failed_payments",
      providerId: "stripe",
    },
    shouldDocument: true,
    userIntent: {
      problemSolved: "Late payments of all customers are seen late",
      painPoint: "Somebody looks through the dashboard of Stripe every day",
      goal: "See failed payments in the dashboard by themselves",
      expectedOutcome: "The dashboard shows failures within a minute",
      impactMetric: "From 30 minutes a day to none",
    },
    context: {
      relatedEvents: [connectEvent.id],
      decision: "Needs the token of the step before",
      category: "feature",
    },
  });

  const automationEvent = await publishDocumentable({
    eventName: "automation.created",
    source: "automation_wizard",
    timestamp: Date.now(),
    payload: {
      trigger: "stripe.payment.failed",
      actions: [
        { type: "create_jira_ticket" },
        { type: "send_slack_message", channel: "#billing" },
      ],
    },
    shouldDocument: true,
    userIntent: {
      problemSolved: "Nobody answers to failed payments at night",
      painPoint: "Tickets are made by hand",
      goal: "A ticket, and a message to the team",
      expectedOutcome: "Both are there within a minute",
      impactMetric: "Two hours a week saved",
    },
    context: {
      relatedEvents: [connectEvent.id, widgetEvent.id],
      decision: "Both a ticket and a message",
      category: "feature",
    },
  });

  const triggerEvent = await publishDocumentable({
    eventName: "automation.triggered",
    source: "automation_engine",
    timestamp: Date.now(),
    payload: {
      // Nobody published it: undefined is left out.
      automationId: automationEvent.payload.automationId,
      trigger: { type: "stripe.payment.failed", amount: 5000 },
    },
    shouldDocument: true,
    context: {
      relatedEvents: [automationEvent.id],
      decision: "A payment failed",
    },
  });

  await updateEventOutcome(triggerEvent.id, {
    outcome: "Ticket SCRUM-42 and a message after 45 seconds",
    impactMetric: "10 minutes saved",
  });

  const workflow = await queryEventHistory({
    eventId: triggerEvent.id,
    includeRelated: true,
    maxDepth: 10,
  });

  console.log("Complete workflow:");
  workflow.forEach((event, i) => {
    console.log(`${i + 1}. ${event.eventName}`);
    if (event.userIntent) {
      console.log(`   Problem: ${event.userIntent.problemSolved}`);
      console.log(`   Goal: ${event.userIntent.goal}`);
    }
    if (event.context?.outcome) {
      console.log(`   Outcome: ${event.context.outcome}`);
    }
  });

  return workflow;
}
