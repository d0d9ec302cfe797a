/** copyText puts a text on the clipboard and tells whether that worked. Over plain HTTP browsers have no clipboard interface; there the older way is taken. */
export async function copyText(text: string): Promise<boolean> {
  if ("clipboard" in navigator) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Forbidden, or the page lost the focus: the older way may still do.
    }
  }
  return copySelected(text);
}

/** copySelected copies by selecting the text in a field that nobody sees. The focus returns to where it was. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "cx-hidden";
  // A dialog takes the focus back from what is outside of it.
  (before?.closest("[role=dialog]") ?? document.body).append(field);
  try {
    field.focus({ preventScroll: true });
    field.select();
    // Nothing else copies without the clipboard interface.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
