import path from "node:path";
import * as esbuild from "esbuild";

const PREFIX = "worker:";

/**
 * Lets a module import `worker:some/script.js` and get the address of that script, bundled on its
 * own as a classic script: a worker can't share chunks with the page.
 */
export function workerFiles(options, usedFiles) {
  return {
    name: "worker-files",
    setup(build) {
      build.onResolve({ filter: /^worker:/ }, async (args) => {
        const resolved = await build.resolve(args.path.slice(PREFIX.length), {
          kind: "import-statement",
          resolveDir: args.resolveDir,
        });
        // An absolute path here would make the hash in the page's script depend on this folder.
        const file = path.relative(process.cwd(), resolved.path);
        return { path: file, errors: resolved.errors, namespace: "worker" };
      });
      build.onLoad({ filter: /.*/, namespace: "worker" }, async (args) => {
        const { outputFiles, metafile } = await esbuild.build({
          ...options,
          entryPoints: [args.path],
          format: "iife",
          metafile: true,
          write: false,
        });
        for (const input of Object.keys(metafile.inputs)) {
          usedFiles.add(input);
        }
        return { contents: outputFiles[0].contents, loader: "file" };
      });
    },
  };
}
