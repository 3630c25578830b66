import { readFile, writeFile } from "node:fs/promises";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { z } from "zod";

const Names = z.array(z.string());

/** `architecture.json`: which folder may import which, in the order of the floors. */
const Architecture = z.object({
  typescript: z.object({
    /** Room → the rooms or files it may import. A room within a room is not part of it. */
    rooms: z.record(z.string(), Names),
    /** Rooms without clock, environment or network, and the only packages they may import. */
    pure: z.object({ rooms: Names, packages: Names }),
    /** Package → the rooms that may import it; what is not named is free. */
    packages: z.record(z.string(), Names),
    /** Folders whose files are named after what a user calls, so that a name may recur. */
    namedByFolder: Names,
    maxFilesPerFolder: z.int(),
  }),
});
export type Architecture = z.infer<typeof Architecture>["typescript"];

interface Pattern {
  readonly group: readonly string[];
  readonly message: string;
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Made anew before each lint, and not committed: the table is the one place. */
const RULES = "biome.imports.json";

export async function readArchitecture(): Promise<Architecture> {
  const text = await readFile(posix.join(ROOT, "architecture.json"), "utf8");
  return Architecture.parse(JSON.parse(text)).typescript;
}

/** Every folder of the rooms that holds a source file, relative to the repository. */
export function sourceFolders({ rooms }: Architecture): string[] {
  const tops = new Set(Object.keys(rooms).map((room) => room.split("/")[0]));
  const patterns = [...tops].map((top) => `${top}/**/*.{ts,tsx,mjs}`);
  const folders = globSync(patterns, { cwd: ROOT }).map((file) => posix.dirname(file));
  return [...new Set(folders)].sort();
}

const isWithin = (path: string, room: string) => path === room || path.startsWith(`${room}/`);

/** The innermost room around a path. A room that has rooms within holds only its own files. */
export function roomOf(path: string, { rooms }: Architecture): string | undefined {
  const names = Object.keys(rooms);
  const [room] = names.filter((name) => isWithin(path, name)).sort((a, b) => b.length - a.length);
  const isDivided = names.some((name) => name.startsWith(`${room}/`));
  return isDivided && path !== room ? undefined : room;
}

/** How a file in `folder` writes an import of `target`'s files. */
function specifiers(folder: string, target: string, inside: readonly string[]): string[] {
  const paths = target.endsWith(".ts") ? [target] : inside.map((path) => `${path}/*`);
  return paths.map((path) => posix.relative(folder, path)).filter((path) => path.startsWith(".."));
}

function folderRule(folder: string, room: string, folders: readonly string[], a: Architecture) {
  const foldersOf = (name: string) => folders.filter((path) => roomOf(path, a) === name);
  const allowed = a.rooms[room] ?? [];
  const named = allowed.length === 0 ? "nothing but itself" : allowed.join(", ");
  const own = { group: [] as string[], message: `${room} may import ${named}: architecture.json.` };
  own.group.push("../**");
  for (const name of [room, ...allowed]) {
    own.group.push(...specifiers(folder, name, foldersOf(name)).map((path) => `!${path}`));
  }
  return [...packageRules(room, a), own];
}

function packageRules(room: string, { pure, packages }: Architecture): Pattern[] {
  if (pure.rooms.some((name) => isWithin(room, name))) {
    const free = pure.packages.map((name) => `!${name}`);
    const message = `${room} is pure: of packages it may import ${pure.packages.join(" and ")}.`;
    return [{ group: ["*", "*/**", ...free, "!./**", "!../**"], message }];
  }
  const foreign = Object.keys(packages).filter(
    (name) => !packages[name]?.some((owner) => isWithin(room, owner)),
  );
  const group = foreign.flatMap((name) => (name.endsWith("*") ? [name] : [name, `${name}/**`]));
  const message = `This package does not belong in ${room}: architecture.json says where; use a port.`;
  return group.length === 0 ? [] : [{ group, message }];
}

const restricted = (includes: readonly string[], patterns: readonly Pattern[]) => ({
  includes,
  linter: {
    rules: { style: { noRestrictedImports: { level: "error", options: { patterns } } } },
  },
});

const IMPURE = [
  ...["process", "Date", "performance", "fetch", "console", "crypto", "globalThis"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
];

function pureRule({ pure }: Architecture) {
  const message = "This is pure code: take it as an argument, or use a port.";
  const deniedGlobals = Object.fromEntries(IMPURE.map((name) => [name, message]));
  const noRestrictedGlobals = { level: "error", options: { deniedGlobals } };
  const includes = pure.rooms.map((room) => `${room}/**`);
  return { includes, linter: { rules: { style: { noRestrictedGlobals } } } };
}

/** Biome's overrides that hold the table. Throws on a folder that no room holds. */
export function biomeRules(a: Architecture, folders: readonly string[]): string {
  const overrides: unknown[] = [pureRule(a)];
  for (const folder of folders) {
    const room = roomOf(folder, a);
    if (room !== undefined) {
      overrides.push(restricted([`${folder}/*`], folderRule(folder, room, folders, a)));
    } else if (!Object.keys(a.rooms).some((name) => isWithin(name, folder))) {
      throw new Error(`${folder} is in no room of architecture.json: name what it may import.`);
    }
  }
  for (const file of Object.keys(a.rooms).filter((name) => name.endsWith(".ts"))) {
    const rule = folderRule(posix.dirname(file), file, folders, a);
    overrides.push(restricted([file], rule));
  }
  return `{"overrides":[\n${overrides.map((rule) => JSON.stringify(rule)).join(",\n")}\n]}\n`;
}

/** Writes Biome's rules into `directory`. */
export async function writeImportRules(directory: string): Promise<void> {
  const architecture = await readArchitecture();
  const rules = biomeRules(architecture, sourceFolders(architecture));
  await writeFile(posix.join(directory, RULES), rules);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeImportRules(ROOT);
