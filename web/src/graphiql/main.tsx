import "monaco-graphql/esm/monaco-editor.js";
import "@graphiql/react/font/roboto.css";
import "@graphiql/react/font/fira-code.css";
import "./styles.css";
import "./workers";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { DEFAULT_TABS } from "./defaultTabs";
import { editorFontLoaded } from "./editorFont";
import { SCALAR_SCHEMAS } from "./scalars";
import { socketAddress } from "./socketAddress";

const fetcher = createGraphiQLFetcher({
  // Beside the page: a proxy may have put the server under a path.
  url: "graphql",
  subscriptionUrl: socketAddress("graphql"),
  enableIncrementalDelivery: false,
});

const root = document.getElementById("root");
if (!root) {
  throw new Error("The page has no #root element.");
}

await editorFontLoaded();
createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={DEFAULT_TABS}
    defaultEditorToolsVisibility="variables"
    customScalarSchemas={SCALAR_SCHEMAS}
  >
    <GraphiQL.Logo>Event Mesh</GraphiQL.Logo>
  </GraphiQL>,
);
