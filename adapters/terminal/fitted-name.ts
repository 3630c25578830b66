import stringWidth from "string-width";

const GAP = "…";

/**
 * A path in at most `width` columns of a terminal: shortened in the middle, and the file's own name is the
 * last to go.
 */
export function fittedName(path: string, width: number): string {
  if (stringWidth(path) <= width) return path;
  const slash = path.lastIndexOf("/");
  const kept = `${GAP}${path.slice(slash)}`;
  const room = width - stringWidth(kept);
  if (slash > 0 && room >= 0) return startOf(path.slice(0, slash), room) + kept;
  const name = path.slice(slash + 1);
  const end = endOf(name, Math.floor((width - stringWidth(GAP)) / 2));
  return startOf(name, width - stringWidth(GAP + end)) + GAP + end;
}

/** Pads on the right to this many columns. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}

const startOf = (text: string, width: number) => asMany(charactersOf(text), width).join("");
const endOf = (text: string, width: number) =>
  asMany(charactersOf(text).toReversed(), width).toReversed().join("");

/** As a reader counts them: an accent or a flag is never cut in two. */
function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

function asMany(characters: readonly string[], width: number): readonly string[] {
  let used = 0;
  const end = characters.findIndex((one) => {
    used += stringWidth(one);
    return used > width;
  });
  return end === -1 ? characters : characters.slice(0, end);
}
