import { readdir, readFile } from "node:fs/promises";

const PACKAGE_FOLDER = /^(?:.*?:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** The licence of every package that has a file in the bundle: most ask that it goes along. */
export async function licenseTexts(files) {
  const folders = new Set();
  for (const file of files) {
    const match = PACKAGE_FOLDER.exec(file);
    if (match) {
      folders.add(match[1]);
    }
  }
  const texts = new Set(await Promise.all([...folders].sort().map(licenseText)));
  return [...texts].join(`\n${"=".repeat(80)}\n\n`);
}

async function licenseText(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const names = await readdir(folder);
  const files = names.filter((file) => /^(licen[sc]e|thirdpartynotices|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, "utf8")));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim()), ""].join("\n\n");
}
