// Files that the page makes.

const LONGEST_NAME = 60;

/** A file's name for a title: letters and digits of any script, with hyphens between them. */
export function fileName(title: string, extension: string): string {
  const words =
    title
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = [...words.join("-")].slice(0, LONGEST_NAME).join("").replace(/-$/, "");
  return `${name || "workflow"}.${extension}`;
}

/** Hands a file to the browser's downloads. */
export function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download begins after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
