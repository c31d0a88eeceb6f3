// What may be typed into a condition: values that there are, and paths in payloads.
import { useQuery } from "@tanstack/react-query";
import type { EventsState } from "../address/events";
import { guard } from "../address/fields";
import { FacetsDocument, PayloadPathsDocument } from "../api/generated/graphql";
import { request } from "../api/request";
import type { FieldName } from "./conditionFields";
import { filterOf } from "./filter";

const MOST = 100;

/** Suggestions for a field. */
export function useSuggestions(state: EventsState, field: FieldName, path = "") {
  const isText = field === "name" || field === "source" || field === "category";
  const stats = useQuery({
    queryKey: ["suggestions", "values"],
    enabled: isText,
    staleTime: 60_000,
    queryFn: ({ signal }) => request(FacetsDocument, { first: MOST }, signal),
  });
  const filter = filterOf(state, {}, ["q", "path"]);
  const payload = useQuery({
    queryKey: ["suggestions", "paths", filter],
    enabled: field === "path",
    staleTime: 60_000,
    queryFn: ({ signal }) => request(PayloadPathsDocument, { filter }, signal),
  });
  const groups = {
    name: stats.data?.names,
    source: stats.data?.sources,
    category: stats.data?.categories,
  };
  const values = isText
    ? (groups[field] ?? []).flatMap(
        (row) =>
          ("eventName" in row ? row.eventName : "source" in row ? row.source : row.category) ?? [],
      )
    : [];
  const paths = (payload.data?.payloadPaths ?? []).map((found) => ({
    name: found.path.map((part) => guard(part, ".")).join("."),
    examples: found.examples,
  }));
  const examples = paths.find(({ name }) => name === path)?.examples ?? [];
  return {
    values: field === "path" ? examples.map((example) => JSON.stringify(example)) : values,
    paths: paths.map(({ name }) => name),
  };
}
