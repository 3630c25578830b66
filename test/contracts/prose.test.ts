import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import {
  anchors,
  codeOf,
  type Found,
  longSentences,
  relativeLinks,
  uses,
  wideLines,
} from "../helpers/prose.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));
const ignore = ["**/node_modules/**", "cdk.out/**", "dist/**", "coverage/**", "fasa-out/**"];
const books = globSync("**/*.md", { cwd, ignore }).sort();
const decisions = books.filter((book) => /^docs\/decisions\/\d/.test(book));
const experiments = books.filter((book) => /^docs\/experiments\/\d/.test(book));
/** What holds now. An experiment tells of the commit that it names. */
const present = books.filter((book) => !experiments.includes(book) && book !== "CHANGELOG.md");
const read = (book: string) => readFileSync(join(cwd, book), "utf8");
const lineCount = (book: string) => read(book).trimEnd().split("\n").length;

/** `book:line text` of everything that `rule` finds. */
const inAll = (names: readonly string[], rule: (source: string, book: string) => Found[]) =>
  names.flatMap((book) =>
    rule(read(book), book).map(({ line, text }) => `${book}:${line} ${text}`),
  );

it("no sentence has more than forty words", () => {
  expect(inAll(books, (source) => longSentences(source, 40))).toEqual([]);
});

it("prose is wrapped at 120 characters, decisions at 100", () => {
  expect(inAll(books, (source) => wideLines(source, 120))).toEqual([]);
  const wide = (source: string) =>
    source.split("\n").flatMap((text, i) => (text.length > 100 ? [{ line: i + 1, text }] : []));
  expect(inAll(decisions, wide)).toEqual([]);
});

it.each([
  ["the card", 150, ["docs/model-card.md"]],
  ["README", 120, ["README.md"]],
  ["a decision", 25, decisions],
  ["an experiment", 60, experiments],
])("%s has at most %i lines", (_, most, names) => {
  expect(names).not.toEqual([]);
  expect(names.filter((book) => lineCount(book) > most)).toEqual([]);
});

it("says authentic of what nobody edited, as the verdict does", () => {
  expect(inAll(books, (source) => uses(source, /\bhonest/i))).toEqual([]);
});

it("every experiment is listed", () => {
  const list = read("docs/experiments/README.md");
  const names = experiments.map((book) => book.replace("docs/experiments/", ""));
  expect(names.filter((name) => !list.includes(`(${name})`))).toEqual([]);
});

/** Links of `book` that lead nowhere. */
function deadLinks(source: string, book: string): Found[] {
  return relativeLinks(source).filter(({ text }) => {
    const [path = "", anchor] = decodeURI(text).split("#");
    const target = path === "" ? book : join(dirname(book), path);
    if (!existsSync(join(cwd, target))) return true;
    if (anchor === undefined) return false;
    return !anchors(path === "" ? source : read(target)).includes(anchor);
  });
}

it("every link leads to a file that exists, and to a heading that it has", () => {
  expect(inAll(books, deadLinks)).toEqual([]);
});

const tops = globSync("*", { cwd, onlyDirectories: true, ignore: [...ignore, "node_modules"] });
const folders = tops.map((name) => name.replace(/\/$/, ""));

const exists = (path: string) =>
  existsSync(join(cwd, path)) || (/[*{]/.test(path) && globSync(path, { cwd }).length > 0);

/** Words of code that begin with a folder of the repository and name nothing in it. */
const deadPaths = (source: string, book: string): Found[] =>
  codeOf(source).flatMap(({ line, text }) =>
    text
      .split(/[\s()"'=:]+/)
      .map((word) => word.replace(/[,;.]$/, ""))
      .filter((word) => folders.some((folder) => word.startsWith(`${folder}/`)))
      .filter((word) => !/[<…]/.test(word))
      .filter((word) => !exists(word) && !exists(join(dirname(book), word)))
      .map((word) => ({ line, text: word })),
  );

/** Where the registry's `fasa` would run, which is not ours: outside a clone, and a project that has the package. */
const AT_HOME = ["README.md", "samples/README.md", "model/README.md", "docs/command-line.md"];

it("npx fasa is named where the reader is in a clone, and nowhere else", () => {
  const others = present.filter((book) => !AT_HOME.includes(book));
  const found = (source: string) => codeOf(source).filter(({ text }) => /npx fasa/.test(text));
  expect(inAll(others, found)).toEqual([]);
  expect(found(read("README.md"))).not.toEqual([]);
});

it("every path into the repository exists", () => {
  expect(inAll(present, deadPaths)).toEqual([]);
});

const { scripts } = JSON.parse(read("package.json"));
const BORROWED = ["venv", "zipfile", "pip"];

function isMissing(command: string, name: string): boolean {
  if (command.startsWith("npm")) return !Object.hasOwn(scripts, name);
  const path = join(cwd, "model", name.replaceAll(".", "/"));
  return !BORROWED.includes(name) && ![`${path}.py`, join(path, "__main__.py")].some(existsSync);
}

/** Commands that no script of package.json and no module of `model/` answers. */
const deadCommands = (source: string): Found[] =>
  codeOf(source).flatMap(({ line, text }) =>
    [...text.matchAll(/(npm run(?: -s| --silent)?|python3? -m) ([\w.:-]+)/g)]
      .filter(([, command = "", name = ""]) => isMissing(command, name))
      .map(([found]) => ({ line, text: found })),
  );

it("every npm script and every Python module that a command names exists", () => {
  expect(inAll(present, deadCommands)).toEqual([]);
});

describe("each rule bites", () => {
  const words = (count: number) => `Word${" word".repeat(count - 1)}.`;
  const lines = (found: Found[]) => found.map(({ line }) => line);

  it("a long sentence, in a paragraph, a list or a table", () => {
    const source = `${words(40)} ${words(40)}\n\n- ${words(41)}\n\n| a |\n|---|\n| ${words(41)} |\n`;
    expect(lines(longSentences(source, 40))).toEqual([3, 7]);
  });

  it("a wide line, but of a table or of code", () => {
    const wide = "x".repeat(121);
    const source = `${wide}\n\n| ${wide} |\n|---|\n\n\`\`\`\n${wide}\n\`\`\`\n`;
    expect(lines(wideLines(source, 120))).toEqual([1]);
  });

  it("a link to a file or a heading that is not there", () => {
    const source = "# A b\n\n[x](none.md) [x](#a-b) [x](#c) ![x](LICENSE) [x](https://a.b)\n";
    expect(deadLinks(source, "README.md").map(({ text }) => text)).toEqual(["none.md", "#c"]);
  });

  it("a path that is not there", () => {
    const source =
      "`core/ports.ts`, `core/none.ts`, `cli`\n\n```sh\nnpx tsx bench/none.ts samples/*.jpg\n```\n";
    expect(deadPaths(source, "README.md").map(({ text }) => text)).toEqual([
      "core/none.ts",
      "bench/none.ts",
    ]);
  });

  it("a command that is not there", () => {
    const source = "`npm run none`, `npm run lint`, `python -m none.at.all`\n";
    expect(deadCommands(source)).toHaveLength(2);
  });

  it("a word of the old dialect", () => {
    expect(uses("Honest photographs, `val-honest`.", /\bhonest/i)).toHaveLength(1);
    expect(uses("Photographs, `val-honest`.", /\bhonest/i)).toEqual([]);
  });
});
