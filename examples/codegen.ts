import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../schema.graphql",
  documents: "shared/src/*.graphql",
  generates: {
    "shared/src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          Cursor: "string",
          DateTime: "string",
          EpochMillis: "number",
          ID: "string",
          JSON: "unknown",
        },
      },
    },
  },
};

export default config;
