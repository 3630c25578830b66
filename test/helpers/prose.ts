import MarkdownIt from "markdown-it";

export interface Found {
  /** 1 for the first line. */
  readonly line: number;
  readonly text: string;
}

/** A paragraph, a heading, an item of a list or a cell of a table. */
interface Passage {
  readonly line: number;
  /** As it is read: marks gone, a piece of code one word. */
  readonly text: string;
  readonly code: readonly string[];
  readonly links: readonly string[];
  readonly isHeading: boolean;
}

const markdown = new MarkdownIt({ html: true });
type Token = ReturnType<typeof markdown.parse>[number];

const READ: Record<string, (part: Token) => string> = {
  text: ({ content }) => content,
  code_inline: () => "Code",
  softbreak: () => " ",
  hardbreak: () => " ",
};

function passages(source: string): Passage[] {
  const found: Passage[] = [];
  let line = 0;
  let heading = false;
  for (const { type, map, children } of markdown.parse(source, {})) {
    line = map === null ? line : map[0] + 1;
    heading = type === "heading_open" || (heading && type === "inline");
    if (type !== "inline" || children === null) continue;
    const target = ({ attrs }: Token) =>
      attrs?.filter(([name]) => name === "href" || name === "src").map(([, value]) => `${value}`) ??
      [];
    found.push({
      line,
      text: children.map((part) => READ[part.type]?.(part) ?? "").join(""),
      code: children.filter((part) => part.type === "code_inline").map(({ content }) => content),
      links: children.flatMap(target),
      isHeading: heading,
    });
  }
  return found;
}

const ENGLISH = new Intl.Segmenter("en", { granularity: "sentence" });
const isWord = (word: string) => /[\p{L}\p{N}]/u.test(word);

/** Sentences of more words than a reader holds in mind. */
export function longSentences(source: string, maxWords: number): Found[] {
  return passages(source).flatMap(({ line, text }) =>
    [...ENGLISH.segment(text)]
      .map(({ segment }) => segment.trim())
      .filter((sentence) => sentence.split(/\s+/).filter(isWord).length > maxWords)
      .map((sentence) => ({ line, text: sentence })),
  );
}

const UNWRAPPED = ["fence", "code_block", "table_open", "html_block"];

/** Lines of prose that are too wide; tables and code keep their own. */
export function wideLines(source: string, maxWidth: number): Found[] {
  const free = markdown
    .parse(source, {})
    .flatMap(({ type, map }) => (map !== null && UNWRAPPED.includes(type) ? [map] : []));
  return source.split("\n").flatMap((text, i) => {
    const isProse = !free.some(([start, end]) => i >= start && i < end);
    return isProse && text.length > maxWidth ? [{ line: i + 1, text }] : [];
  });
}

/** Where the document's links and pictures lead, web addresses left out. */
export const relativeLinks = (source: string): Found[] =>
  passages(source).flatMap(({ line, links }) =>
    links.filter((text) => !/^[a-z]+:/i.test(text)).map((text) => ({ line, text })),
  );

/** What links may name after `#`, as GitHub writes it. */
export const anchors = (source: string): string[] =>
  passages(source)
    .filter(({ isHeading }) => isHeading)
    .map(({ text }) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    );

/** Every piece of code: in a sentence whole, in a block line by line. */
export function codeOf(source: string): Found[] {
  const blocks = markdown
    .parse(source, {})
    .flatMap(({ type, map, content }) =>
      type === "fence" && map !== null
        ? content.split("\n").map((text, i) => ({ line: map[0] + 2 + i, text }))
        : [],
    );
  const inline = passages(source).flatMap(({ line, code }) => code.map((text) => ({ line, text })));
  return [...inline, ...blocks];
}

/** Lines of blocks in the language of a shell; what ends in a backslash goes on in the next. */
export function shellBlocks(source: string): Found[] {
  return markdown.parse(source, {}).flatMap(({ type, map, info, content }) => {
    if (type !== "fence" || map === null || info !== "sh") return [];
    return content
      .replaceAll(/\\\n\s*/g, " ")
      .split("\n")
      .map((text) => ({ line: map[0] + 1, text }));
  });
}

/** Words of a document's sentences, for those that the house does not use. */
export const uses = (source: string, word: RegExp): Found[] =>
  passages(source)
    .filter(({ text }) => word.test(text))
    .map(({ line, text }) => ({ line, text }));
