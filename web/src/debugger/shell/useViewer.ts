// Who asks, and what the server allows: `useViewer()` is asked once a page, and again after signing in.
import { useQuery } from "@tanstack/react-query";
import { SessionDocument, type SessionQuery } from "../api/generated/graphql";
import { request } from "../api/request";

/** The viewer and the server, once they are known. */
export function useViewer(): SessionQuery | undefined {
  const { data } = useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => request(SessionDocument, {}, signal),
  });
  return data;
}

/** Whose events are shown, in words. */
export function viewerWords(viewer: SessionQuery["viewer"] | undefined): string {
  if (viewer?.role !== "USER") {
    return "Everyone’s events";
  }
  return viewer.tenantId === viewer.id ? "My events" : "My organisation’s events";
}
