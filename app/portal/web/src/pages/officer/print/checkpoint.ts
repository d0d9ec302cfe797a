/** Checkpoint is what the ledger signed last: which log, how many leaves, and the hash over them (C2SP tlog-checkpoint). */
export interface Checkpoint {
  origin: string;
  size: number;
  root: string;
}

/** readCheckpoint reads the first lines of a signed note; null for anything else. Its signature is the auditor's to check. */
export function readCheckpoint(note: string): Checkpoint | null {
  const [origin = "", size = "", root = ""] = note.split("\n");
  return origin !== "" && /^\d{1,15}$/.test(size) && /^[A-Za-z0-9+/]{43}=$/.test(root) ? { origin, size: Number(size), root } : null;
}

/** covers tells whether the checkpoint holds the evidence with this index. */
export const covers = (c: Checkpoint, index: string): boolean => /^\d+$/.test(index) && Number(index) < c.size;

/**
 * codeContent is what the code on a print says: the address of the evidence's page and, behind the #, which no server is sent, the ledger
 * and the checkpoint that the print was made under. A reader that opens it is led to the evidence; what is printed can be held against it.
 */
export function codeContent(base: string, index: string, c: Checkpoint | null): string {
  const ledger = c === null ? "" : `#${new URLSearchParams({ ledger: c.origin, size: String(c.size), root: c.root }).toString()}`;
  return `${base}/audit/events/${index}${ledger}`;
}
