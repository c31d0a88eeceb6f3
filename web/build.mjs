import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { fontFiles } from "./bundler/fontFiles.mjs";
import { htmlEntries, removeUnlinkedStyles, writeHtml } from "./bundler/html.mjs";
import { licenseTexts } from "./bundler/licenses.mjs";
import { printSizes } from "./bundler/sizes.mjs";
import { workerFiles } from "./bundler/workerFiles.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
process.chdir(root);

/** Every page: the file written to dist, and the HTML it is made from. */
const PAGES = [{ name: "graphiql", html: "src/graphiql/index.html" }];

const shared = {
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "eof",
  target: ["chrome109", "firefox115", "safari16.4"],
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
};

const usedPackageFiles = new Set();

await rm("dist", { recursive: true, force: true });
const entries = await Promise.all(PAGES.map(htmlEntries));
const { metafile } = await esbuild.build({
  ...shared,
  entryPoints: entries.flat(),
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  format: "esm",
  splitting: true,
  jsx: "automatic",
  metafile: true,
  loader: { ".svg": "copy", ".ttf": "file" },
  alias: {
    "monaco-editor/esm/vs/editor/edcore.main.js": "./src/graphiql/monacoFeatures.ts",
    // GraphiQL imports these two for their named exports, which an import() of CommonJS lacks.
    "prettier/parser-babel": "prettier/plugins/babel",
    "prettier/parser-graphql": "prettier/plugins/graphql",
    // The fetcher imports the whole package, of which a page needs the client.
    "graphql-ws": "graphql-ws/client",
  },
  plugins: [fontFiles(), workerFiles(shared, usedPackageFiles)],
});

const linked = await Promise.all(PAGES.map((page) => writeHtml(page, metafile)));
await removeUnlinkedStyles(metafile, linked.flat());
for (const input of Object.keys(metafile.inputs)) {
  usedPackageFiles.add(input);
}
await writeFile("dist/licenses.txt", await licenseTexts(usedPackageFiles));
await printSizes("dist");
