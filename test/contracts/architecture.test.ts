import { readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";
import { biomeRules, readArchitecture, roomOf, sourceFolders } from "../../scripts/import-rules.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));
const architecture = await readArchitecture();
const { rooms, packages, pure, maxFilesPerFolder, namedByFolder } = architecture;
const sources = sourceFolders(architecture).flatMap((folder) =>
  globSync(`${folder}/*.{ts,tsx,mjs}`, { cwd }),
);
const tests = globSync("test/**/*.{ts,mjs}", { cwd });

it("every room exists, and what it may import too", () => {
  const named = new Set([...Object.keys(rooms), ...Object.values(rooms).flat()]);
  for (const room of named) {
    const found = globSync([room, `${room}/*`], { cwd, expandDirectories: false });
    expect(found, room).not.toEqual([]);
  }
});

it("the rooms stand in the order of their floors: each imports only from above", () => {
  const order = Object.keys(rooms);
  for (const [room, imported] of Object.entries(rooms)) {
    for (const name of imported) {
      const floor = order.indexOf(roomOf(name, architecture) ?? "");
      const isAbove = floor >= 0 && floor < order.indexOf(room);
      expect(isAbove, `${room} → ${name}`).toBe(true);
    }
  }
});

const OUTSIDE = ["node_modules", "dist", "cdk.out", "coverage", "model", "test", "examples"];
const everySource = globSync("**/*.{ts,tsx,mts,cts,js,mjs,cjs}", {
  cwd,
  ignore: [...OUTSIDE.map((folder) => `${folder}/**`), "**/*.d.ts", "**/*.config.ts"],
});
/** A launcher is of the room of what it starts. */
const roomOfFile = (file: string) => {
  if (rooms[file] !== undefined) return file;
  const source = file.replace(/\.mjs$/, ".ts");
  return rooms[source] === undefined ? roomOf(dirname(file), architecture) : source;
};

/** What a text imports, in whichever form: statically, dynamically, or as a type. */
function importsIn(text: string): string[] {
  const found = text.matchAll(/\b(?:from|import|require)\s*\(?\s*"([^"\n]+)"/g);
  return [...found].flatMap(([, specifier]) => specifier ?? []);
}

/** Why a file may not import this; the linter sees how an import is written, this where it leads. */
function refusalOf(file: string, specifier: string): string | undefined {
  const room = roomOfFile(file) ?? "";
  if (!specifier.startsWith(".")) return packageRefusalOf(room, specifier);
  const target = posix.join(dirname(file), specifier);
  const isSource = everySource.includes(target);
  if (!isSource || roomOfFile(target) === room) return undefined;
  const isAllowed = (rooms[room] ?? []).some((name) =>
    name.endsWith(".ts") ? globSync(name, { cwd }).includes(target) : roomOfFile(target) === name,
  );
  return isAllowed ? undefined : `${file} → ${target}`;
}

function packageRefusalOf(room: string, specifier: string): string | undefined {
  const isWithin = (name: string) => room === name || room.startsWith(`${name}/`);
  const isPure = pure.rooms.some(isWithin);
  if (isPure) return pure.packages.includes(specifier) ? undefined : `${room} → ${specifier}`;
  const owners = Object.entries(packages).find(([name]) =>
    name.endsWith("*") ? specifier.startsWith(name.slice(0, -1)) : specifier.split("/")[0] === name,
  )?.[1];
  return owners === undefined || owners.some(isWithin) ? undefined : `${room} → ${specifier}`;
}

it("every source lies in a room", () => {
  expect(everySource.filter((file) => roomOfFile(file) === undefined)).toEqual([]);
});

it("no source imports what its room may not, wherever the words lead", () => {
  const refused = everySource.flatMap((file) =>
    importsIn(readFileSync(join(cwd, file), "utf8")).flatMap(
      (specifier) => refusalOf(file, specifier) ?? [],
    ),
  );
  expect(refused).toEqual([]);
});

it.each([
  ["core/scan/decide.ts", "./../../adapters/clock/system-clock.ts"],
  ["core/ports.ts", "./scan/decide.ts"],
  ["lib/image-scanner.ts", "./app/config.ts"],
  ["core/scan/decide.ts", "@aws-sdk/client-s3"],
  ["cli/main.ts", "aws-cdk-lib/aws-s3"],
])("%s importing %s would be refused", (file, specifier) => {
  const forms = [`import "${specifier}"`, `import("${specifier}")`, `from "${specifier}"`];
  for (const form of forms) {
    expect(importsIn(form).flatMap((one) => refusalOf(file, one) ?? [])).toHaveLength(1);
  }
});

it("a folder without a room is refused", () => {
  expect(() => biomeRules(architecture, ["core/misc"])).toThrow("core/misc is in no room");
});

it("no folder has more files than a reader takes in at once", () => {
  const counts = new Map<string, number>();
  for (const file of [...sources, ...tests]) {
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  expect([...counts].filter(([, count]) => count > maxFilesPerFolder)).toEqual([]);
});

it("no two sources have the same name", () => {
  const byCaller = new Set(
    globSync(
      namedByFolder.map((folder) => `${folder}/*.ts`),
      { cwd },
    ),
  );
  const names = sources.filter((file) => !byCaller.has(file)).map((file) => basename(file));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
