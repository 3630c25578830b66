const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Foreign text as a terminal may show it: a file's name can hold the codes that clear a screen,
 * recolour it, or turn the direction of what follows.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** JSON of the value, on one line, that a terminal may show too; a parser reads the same value. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, escapedInJson);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** JSON names each half of a surrogate pair by itself. */
function escapedInJson(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
