import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** A file of ours that the page's HTML names: always written relative, as "./x" or "../x". */
const LOCAL_REFERENCE = /(?<=\b(?:src|href)=")\.{1,2}\/[^"]+(?=")/g;

const inputPath = (page, reference) => path.posix.join(path.posix.dirname(page.html), reference);

/** What the page's HTML refers to, as entry points for the bundler. Scripts are named after the page. */
export async function htmlEntries(page) {
  const html = await readFile(page.html, "utf8");
  return (html.match(LOCAL_REFERENCE) ?? []).map((reference) => {
    const { name, ext } = path.posix.parse(reference);
    return { in: inputPath(page, reference), out: /^\.tsx?$/.test(ext) ? page.name : name };
  });
}

/**
 * Writes the page with each reference replaced by its hashed address and its style sheets linked,
 * and returns those style sheets.
 */
export async function writeHtml(page, metafile) {
  const outputs = Object.entries(metafile.outputs);
  const styleSheets = [];
  const html = (await readFile(page.html, "utf8")).replace(LOCAL_REFERENCE, (reference) => {
    const input = inputPath(page, reference);
    const [file, output] = outputs.find(([, { entryPoint }]) => entryPoint === input) ?? [];
    if (!file) {
      throw new Error(`${page.html} refers to ${reference}, which the bundler did not build`);
    }
    if (output.cssBundle) {
      styleSheets.push(output.cssBundle);
    }
    return address(file);
  });
  const links = styleSheets.map(
    (file) => `  <link rel="stylesheet" href="${address(file)}" />\n  `,
  );
  await writeFile(`dist/${page.name}.html`, html.replace("</head>", `${links.join("")}</head>`));
  return styleSheets;
}

/**
 * The bundler writes the styles behind every `import()` to a file that nothing loads: a page's own
 * style sheet has them already, as long as the page also imports the same module statically.
 */
export async function removeUnlinkedStyles(metafile, linked) {
  const styles = Object.keys(metafile.outputs).filter((file) => file.endsWith(".css"));
  await Promise.all(styles.filter((file) => !linked.includes(file)).map((file) => rm(file)));
}

/** Beside the page: a proxy may have put the server under a path. */
const address = (file) => path.posix.relative("dist", file);
