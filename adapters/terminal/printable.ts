/**
 * Foreign text as a terminal may show it: a file's name can hold the codes that clear a screen,
 * recolour it, or turn the direction of what follows.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
