import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { preset } from "@graphql-codegen/client-preset";
import { executePlugin } from "@graphql-codegen/core";
import { buildSchema, concatAST, parse, Source, validate } from "graphql";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const SCHEMA = path("../../schema.graphql");
const DOCUMENTS = path("../src/debugger/");
const GENERATED = path("../src/debugger/api/generated/");

/** What the schema's own scalars are in JSON. */
const SCALARS = { JSON: "unknown", EpochMillis: "number", DateTime: "string", Cursor: "string" };

/** The module of types and document ids, and the list of documents by id, as they should be. */
async function generate() {
  const text = await readFile(SCHEMA, "utf8");
  const schema = buildSchema(text);
  const documents = await readDocuments();
  const errors = validate(schema, concatAST(documents.map(({ document }) => document)));
  if (errors.length > 0) {
    throw new Error(errors.map(String).join("\n\n"));
  }
  const outputs = await preset.buildGeneratesSection({
    baseOutputDir: GENERATED,
    schema: parse(text),
    schemaAst: schema,
    documents,
    config: {
      documentMode: "string",
      useTypeImports: true,
      scalars: SCALARS,
      strictScalars: true,
    },
    presetConfig: {
      fragmentMasking: false,
      onExecutableDocumentNode: ({ definitions: [operation] }) => ({ name: operation.name.value }),
      persistedDocuments: { mode: "replaceDocumentWithHash", hashAlgorithm: "sha256" },
    },
    plugins: [],
    pluginMap: {},
    pluginContext: {},
    profiler: { run: (work) => work() },
  });
  const files = {};
  for (const name of ["graphql.ts", "persisted-documents.json"]) {
    files[name] = await write(outputs.find((output) => output.filename.endsWith(name)));
  }
  return files;
}

async function readDocuments() {
  const names = await readdir(DOCUMENTS, { recursive: true });
  const wanted = names.filter((name) => name.endsWith(".graphql")).sort();
  return Promise.all(
    wanted.map(async (location) => {
      const rawSDL = await readFile(DOCUMENTS + location, "utf8");
      return { location, rawSDL, document: parse(new Source(rawSDL, location)) };
    }),
  );
}

async function write({ filename, plugins, pluginMap, ...output }) {
  const parts = [];
  for (const plugin of plugins) {
    const [[name, own]] = Object.entries(plugin);
    const config = { ...output.config, ...own };
    const options = { ...output, name, config, parentConfig: config, outputFilename: filename };
    const result = await executePlugin({ ...options, allPlugins: plugins }, pluginMap[name]);
    const { prepend = [], content } = typeof result === "string" ? { content: result } : result;
    parts.push({ prepend, content });
  }
  const imports = new Set(parts.flatMap((part) => part.prepend));
  const text = [...imports, ...parts.map((part) => part.content)].join("\n").trim();
  // Fragments are part of the documents already: pages need no text of theirs.
  return `${text.replaceAll("= new Typed", "= /* @__PURE__ */ new Typed")}\n`;
}

const files = await generate();
const isCheck = process.argv.includes("--check");
for (const [name, content] of Object.entries(files)) {
  const file = GENERATED + name;
  const isCurrent = (await readFile(file, "utf8").catch(() => "")) === content;
  if (!isCurrent && isCheck) {
    console.error(`${name} doesn't fit schema.graphql and the documents: run npm run codegen`);
    process.exitCode = 1;
  } else if (!isCurrent) {
    await writeFile(file, content);
  }
}
