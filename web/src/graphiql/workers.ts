import editorWorker from "worker:monaco-editor/esm/vs/editor/editor.worker.js";
import jsonWorker from "worker:monaco-editor/esm/vs/language/json/json.worker.js";
import graphqlWorker from "worker:monaco-graphql/esm/graphql.worker.js";
import type {} from "monaco-editor";

const WORKER_URLS: Readonly<Record<string, string>> = {
  json: jsonWorker,
  graphql: graphqlWorker,
};

window.MonacoEnvironment = {
  getWorker: (_moduleId, label) =>
    new Worker(new URL(WORKER_URLS[label] ?? editorWorker, import.meta.url), { name: label }),
};
