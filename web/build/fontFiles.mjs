import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const SHEET_WITH_FONTS = /[\\/]font[\\/][^\\/]+\.css$/;
const EMBEDDED_FONT = /url\(data:font\/(woff2?);base64,([^)]+)\)/g;

/**
 * Turns the fonts that GraphiQL's style sheets embed into files, so that a browser loads only the
 * alphabets a page uses, and no policy has to allow `data:` fonts.
 */
export function fontFiles(folder) {
  return {
    name: "font-files",
    enforce: "pre",
    async load(id) {
      if (!SHEET_WITH_FONTS.test(id)) {
        return null;
      }
      const family = path.parse(id).name;
      const fonts = [];
      const css = (await readFile(id, "utf8")).replace(EMBEDDED_FONT, (_match, format, base64) => {
        const file = path.join(folder, `${family}-${fonts.length + 1}.${format}`);
        fonts.push(writeFileIn(folder, file, Buffer.from(base64, "base64")));
        return `url("${path.relative(path.dirname(id), file)}")`;
      });
      await Promise.all(fonts);
      return css;
    },
  };
}

async function writeFileIn(folder, file, content) {
  await mkdir(folder, { recursive: true });
  await writeFile(file, content);
}
