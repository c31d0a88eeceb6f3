import { readFile } from "node:fs/promises";
import path from "node:path";

const EMBEDDED_FONT = /url\(data:font\/(woff2?);base64,([^)]+)\)/g;

/**
 * Turns the fonts that GraphiQL's style sheets embed into files, so that a browser loads only the
 * alphabets a page uses, and no policy has to allow `data:` fonts.
 */
export function fontFiles() {
  const fonts = new Map();
  return {
    name: "font-files",
    setup(build) {
      build.onLoad({ filter: /[\\/]font[\\/][^\\/]+\.css$/ }, async (args) => {
        const family = path.parse(args.path).name;
        let count = 0;
        const css = (await readFile(args.path, "utf8")).replace(
          EMBEDDED_FONT,
          (_match, format, base64) => {
            count += 1;
            const name = `embedded-font/${family}-${count}.${format}`;
            fonts.set(name, Buffer.from(base64, "base64"));
            return `url("${name}")`;
          },
        );
        return { contents: css, loader: "css" };
      });
      build.onResolve({ filter: /^embedded-font\// }, (args) => ({
        path: args.path,
        namespace: "embedded-font",
      }));
      build.onLoad({ filter: /.*/, namespace: "embedded-font" }, (args) => ({
        contents: fonts.get(args.path),
        loader: "file",
      }));
    },
  };
}
