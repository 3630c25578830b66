import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";
import { biomeRules, readArchitecture, roomOf, sourceFolders } from "../../scripts/import-rules.ts";

const cwd = fileURLToPath(new URL("../..", import.meta.url));
const architecture = await readArchitecture();
const { rooms, maxFilesPerFolder, namedByFolder } = architecture;
const sources = sourceFolders(architecture).flatMap((folder) =>
  globSync(`${folder}/*.{ts,mjs}`, { cwd }),
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
      const above = floor >= 0 && floor < order.indexOf(room);
      expect(above || name.endsWith("/env.ts"), `${room} → ${name}`).toBe(true);
    }
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
  const names = sources
    .filter((file) => !byCaller.has(file) && !/^(index|env)\.ts$/.test(basename(file)))
    .map((file) => basename(file));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
