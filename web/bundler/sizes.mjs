import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

const kib = (bytes) => `${(bytes / 1024).toFixed(1).padStart(9)} KiB`;

/** Prints what was built, largest first, so that a change that bloats a page is seen. */
export async function printSizes(folder) {
  const rows = [];
  for (const name of await listFiles(folder)) {
    const content = await readFile(path.join(folder, name));
    rows.push({ name, raw: content.length, gzip: gzipSync(content).length });
  }
  rows.sort((a, b) => b.raw - a.raw);
  const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
  rows.push({ name: `${rows.length} files`, raw: total("raw"), gzip: total("gzip") });
  for (const { name, raw, gzip } of rows) {
    console.log(`${kib(raw)} ${kib(gzip)} gzip  ${name}`);
  }
}

async function listFiles(folder, prefix = "") {
  const entries = await readdir(path.join(folder, prefix), { withFileTypes: true });
  const lists = entries.map((entry) => {
    const name = path.posix.join(prefix, entry.name);
    return entry.isDirectory() ? listFiles(folder, name) : [name];
  });
  return (await Promise.all(lists)).flat();
}
