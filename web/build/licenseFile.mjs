import { readdir, readFile } from "node:fs/promises";

const PACKAGE_FOLDER = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENSE_FILE = /^(licen[sc]e|thirdpartynotices|notice)/i;

/**
 * Writes the licence of every package that has a file in the pages: most ask that it goes along.
 * Vite's own list lacks what workers and style sheets are made of, and notices beside licences.
 */
export function licenseFile(fileName) {
  const folders = new Set();
  const note = (id) => {
    const folder = PACKAGE_FOLDER.exec(id)?.[1];
    if (folder) {
      folders.add(folder);
    }
  };
  const noted = {
    name: "license-notes",
    apply: "build",
    moduleParsed: ({ id }) => note(id),
  };
  const page = {
    ...noted,
    name: "license-file",
    async generateBundle() {
      const texts = new Set(await Promise.all([...folders].sort().map(licenseText)));
      const source = [...texts].join(`\n${"=".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName, source });
    },
  };
  return { page, worker: noted };
}

async function licenseText(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const names = (await readdir(folder)).filter((file) => LICENSE_FILE.test(file));
  const texts = await Promise.all(names.map((file) => readFile(`${folder}/${file}`, "utf8")));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim()), ""].join("\n\n");
}
