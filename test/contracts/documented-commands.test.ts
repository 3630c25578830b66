import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";
import { commandsOf, PROOFS, proofOf } from "../helpers/documented-commands.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));
const BOOKS = ["README.md", "docs/*.md", "{bench,examples,model,samples}/README.md"];
const commands = globSync(BOOKS, { cwd }).flatMap((book) =>
  commandsOf(readFileSync(join(cwd, book), "utf8")).map(({ line, text }) => ({
    at: `${book}:${line} ${text}`,
    text,
  })),
);

it("every command is run by a test, or it is said why not", () => {
  expect(commands.length).toBeGreaterThan(90);
  expect(commands.filter(({ text }) => proofOf(text) === undefined).map(({ at }) => at)).toEqual(
    [],
  );
});

it("nothing is said of a command that no document has", () => {
  const proofs = new Set(commands.map(({ text }) => proofOf(text)));
  expect(PROOFS.filter(([, proof]) => !proofs.has(proof)).map(([start]) => start)).toEqual([]);
});

it("what is to run them is there", () => {
  const files = PROOFS.flatMap(([, proof]) => ("ranBy" in proof ? proof.ranBy : []));
  expect(files.filter((file) => !existsSync(join(cwd, file)))).toEqual([]);
});

it("scripts of npm are those of package.json", () => {
  const { scripts } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8"));
  const named = commands.flatMap(({ text }) => /^npm run (\S+)/.exec(text)?.[1] ?? []);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
