import type {} from "monaco-editor";
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphqlWorker from "monaco-graphql/esm/graphql.worker.js?worker";

type NamedWorker = new (options: { name: string }) => Worker;

const WORKERS: Readonly<Record<string, NamedWorker>> = {
  json: JsonWorker,
  graphql: GraphqlWorker,
};

window.MonacoEnvironment = {
  getWorker: (_moduleId, label) => new (WORKERS[label] ?? EditorWorker)({ name: label }),
};
