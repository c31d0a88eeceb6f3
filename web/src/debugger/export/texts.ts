// Workflows as the server writes them: `textOf(source, "MARKDOWN")`.
import { asApiError } from "../api/errors";
import {
  type Direction,
  ExportWorkflowDocument,
  type WorkflowFormat,
} from "../api/generated/graphql";
import { request } from "../api/request";
import { showToast } from "../ui/toasts";

/** Which workflow, and how much of it. */
export interface Source {
  id: string;
  tenant: string | undefined;
  depth: number;
  direction: Direction;
  /** Whether undocumented steps are left out. */
  isFolded: boolean;
}

/** Runs it, and says so where it fails. */
export async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    showToast(`Not exported: ${asApiError(error).message}`);
  }
}

/** The workflow in a form that the server writes. */
export async function textOf(source: Source, format: WorkflowFormat): Promise<string> {
  const { id, tenant, depth, direction, isFolded } = source;
  const variables = { id, tenantId: tenant ?? null, depth, direction, isFolded, format };
  const { workflow } = await request(ExportWorkflowDocument, variables);
  if (!workflow) {
    throw new Error("the event isn’t there any more");
  }
  if (workflow.isPartial) {
    showToast(`Only what is within depth ${depth} was exported, as shown`);
  }
  return workflow.export;
}
