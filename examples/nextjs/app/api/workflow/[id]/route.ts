import { WorkflowDocument } from "@event-mesh-examples/shared/documents";
import { ask } from "../../../../lib/mesh";

/** The workflow around an event. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id: eventId } = await params;
  return Response.json(await ask(WorkflowDocument, { eventId }));
}
