import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { fontFiles } from "./build/fontFiles.mjs";
import { licenseFile } from "./build/licenseFile.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const licenses = licenseFile("licenses.txt");

/** The Debugger's documents by their ids: the server trusts them. */
const persistedDocuments = {
  name: "persisted-documents",
  apply: "build",
  async generateBundle() {
    const source = await readFile(
      path("src/debugger/api/generated/persisted-documents.json"),
      "utf8",
    );
    this.emitFile({ type: "asset", fileName: "documents.json", source });
  },
};

/** Whether a module is part of the Debugger's first paint whatever the screen: not what opens later. */
const isInFrame = (id) =>
  /src[\\/]debugger[\\/](api|address|shell|ui)[\\/].*\.tsx?$/.test(id) && !/Popup\.tsx$/.test(id);

export default defineConfig({
  root: path("src"),
  // Every address is relative to the file that names it: a proxy may have put the server under a path.
  base: "./",
  plugins: [
    react(),
    fontFiles(path("node_modules/.cache/fonts")),
    persistedDocuments,
    licenses.page,
  ],
  worker: { plugins: () => [licenses.worker] },
  resolve: {
    alias: [
      {
        find: "monaco-editor/esm/vs/editor/edcore.main.js",
        replacement: path("src/graphiql/monacoFeatures.ts"),
      },
      // GraphiQL imports these two for their named exports, which an import() of CommonJS lacks.
      { find: "prettier/parser-babel", replacement: "prettier/plugins/babel" },
      { find: "prettier/parser-graphql", replacement: "prettier/plugins/graphql" },
      // The fetcher imports the whole package, of which a page needs the client.
      { find: /^graphql-ws$/, replacement: "graphql-ws/client" },
    ],
  },
  build: {
    outDir: path("dist"),
    emptyOutDir: true,
    target: ["chrome111", "firefox115", "safari16.4"],
    // The policies allow no `data:` addresses but those of pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: {
      input: [path("src/debugger.html"), path("src/graphiql.html")],
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            // These two are GraphiQL's, too.
            { name: "socket", test: /node_modules[\\/]graphql-ws[\\/]/ },
            { name: "preload", test: /vite[\\/]preload-helper/ },
            // What every screen of the Debugger needs, in one file instead of twenty.
            { name: "frame", test: isInFrame },
          ],
        },
      },
      // Packages are compiled with directives that mean nothing to a bundler.
      checks: { moduleLevelDirective: false },
    },
  },
  server: {
    proxy: {
      "/graphql": { target: process.env.EVENT_MESH_URL ?? "http://127.0.0.1:8080", ws: true },
    },
  },
});
