/**
 * Loads the editor's font before the first editor exists: Monaco measures the width of a character
 * once, and a font that arrives later would leave the cursor beside the text.
 */
export async function editorFontLoaded(): Promise<void> {
  try {
    await document.fonts.load('15px "Fira Code"');
  } catch {
    // The editor also works in the fallback font.
  }
}
