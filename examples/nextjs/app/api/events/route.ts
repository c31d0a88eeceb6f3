import { STEPS, type Step, toEvent } from "@event-mesh-examples/shared/documents";
import { after } from "next/server";
import { askForEvents, mesh } from "../../../lib/mesh";

/** A page of the list. */
export async function GET(request: Request) {
  return Response.json(await askForEvents(new URL(request.url).searchParams.get("after")));
}

const isStep = ({ id, eventName, subject }: Partial<Step>) =>
  typeof id === "string" && typeof subject === "string" && STEPS.some((name) => name === eventName);

/** Does what the user asked for, and answers; what they did and why is published after that. */
export async function POST(request: Request) {
  const step: Step = await request.json();
  if (!isStep(step)) {
    return Response.json({ message: "This is no step that can be taken." }, { status: 400 });
  }
  // Here your product would connect the provider, or create the widget.
  after(() => mesh.publish(toEvent(step)));
  return Response.json({ id: step.id }, { status: 202 });
}
