/** What a command's help ends with. */
export function examples(...lines: readonly [string, ...string[]]): string {
  return `\nExamples\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
