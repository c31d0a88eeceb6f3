import path from "node:path";
import type { NextConfig } from "next";

// The client lies beside the examples.
const root = path.resolve(import.meta.dirname, "../..");

const config: NextConfig = {
  transpilePackages: ["@event-mesh-examples/shared"],
  turbopack: { root },
  outputFileTracingRoot: root,
  // `npm run check` does, for all examples at once.
  typescript: { ignoreBuildErrors: true },
};

export default config;
