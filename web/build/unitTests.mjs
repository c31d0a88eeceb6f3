import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../", import.meta.url));
const outDir = path.join(root, "node_modules/.cache/unit-tests");

/** The tests beside the modules, as JavaScript that every Node runs; packages stay where they are. */
async function buildTests(names) {
  await build({
    configFile: false,
    root,
    logLevel: "warn",
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: names.map((name) => path.join(root, "src", name)),
        output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
      },
    },
  });
}

const names = (await readdir(path.join(root, "src"), { recursive: true }))
  .filter((name) => name.endsWith(".test.ts"))
  .sort();
const wanted = process.argv.slice(2);
await buildTests(
  wanted.length === 0 ? names : names.filter((name) => wanted.some((w) => name.includes(w))),
);
const built = (await readdir(outDir)).filter((name) => name.endsWith(".test.mjs"));
const tests = spawn(process.execPath, ["--test", ...built.map((name) => path.join(outDir, name))], {
  stdio: "inherit",
});
[process.exitCode] = await once(tests, "exit");
