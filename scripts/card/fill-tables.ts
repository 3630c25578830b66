/** Name → Markdown. */
export type Tables = Readonly<Record<string, string>>;

const BLOCK = /(<!-- table: ([\w-]+) -->\n)[\s\S]*?(<!-- \/table -->)/g;

/** Names of the blocks that a document has. */
export const tablesOf = (markdown: string): string[] =>
  [...markdown.matchAll(BLOCK)].map(([, , name = ""]) => name);

/** `markdown` with each block `<!-- table: name -->…<!-- /table -->` filled anew. */
export function fillTables(markdown: string, tables: Tables): string {
  return markdown.replace(BLOCK, (_, start: string, name: string, end: string) => {
    const table = tables[name];
    if (table === undefined) throw new Error(`no table "${name}": ${Object.keys(tables)}`);
    return `${start}${table}\n${end}`;
  });
}
