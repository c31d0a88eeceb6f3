/** How Vite serves an example: the API, and the example's login, at the page's own address. */

import react from "@vitejs/plugin-react";
import type { Connect, UserConfig } from "vite";
import { signToken } from "./src/token.ts";

const login: Connect.NextHandleFunction = async (_request, response, next) => {
  try {
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", "no-store");
    response.end(JSON.stringify(await signToken()));
  } catch (error) {
    next(error);
  }
};

const { EVENT_MESH_URL: target = "http://127.0.0.1:8080" } = process.env;
const proxy = { "/graphql": { target, ws: true } };

export const example: UserConfig = {
  plugins: [
    react(),
    {
      name: "example-login",
      configureServer: ({ middlewares }) => void middlewares.use("/token", login),
      configurePreviewServer: ({ middlewares }) => void middlewares.use("/token", login),
    },
  ],
  server: { proxy },
  preview: { proxy },
};
