/** What an application does with the client: publishes, asks, follows. Uses nothing of the platform but `client`. */
export async function smoke(client, url) {
  const mesh = client.createEventMesh({ url });
  const follower = mesh.followEvents();
  await follower.next();
  const cause = await mesh.publish({ eventName: "smoke", payload: { text: "ä€😀" } });
  const context = { relatedEvents: [cause.id] };
  const effect = await mesh.publish({ eventName: "smoke", payload: {}, context });
  const buffer = mesh.buffered();
  buffer.publish({ eventName: "smoke", payload: {} });
  await buffer.flush();
  await mesh.updateEventOutcome(effect.id, { outcome: "It runs" });
  const workflow = await mesh.queryEventHistory({ eventId: effect.id, includeRelated: true });
  const told = [];
  for await (const { type, event } of follower) {
    told.push(type);
    if (type === "OutcomeUpdated") {
      const refused = await mesh.publish({ eventName: "", payload: {} }).catch((error) => error);
      return [
        told.join(" "),
        workflow.map(({ payload }) => payload.text).join(" "),
        event.context.outcome,
        refused instanceof client.EventMeshError && refused.code,
      ];
    }
  }
}

export const EXPECTED = [
  "EventPublished EventPublished EventPublished OutcomeUpdated",
  "ä€😀 ",
  "It runs",
  "BAD_USER_INPUT",
];
