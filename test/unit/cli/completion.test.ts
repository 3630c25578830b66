import { execFile, execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import { SHELLS } from "../../../cli/completion/scripts.ts";
import { main } from "../../../cli/main.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

type Shell = (typeof SHELLS)[number];

let cwd: string;

async function scriptOf(shell: Shell): Promise<string> {
  let script = "";
  const print = async (text: string) => {
    script += `${text}\n`;
  };
  expect(await main(["completion", shell], { error: process.stderr, print })).toBe(0);
  return script;
}

function isInstalled(shell: Shell): boolean {
  try {
    return execFileSync(shell, ["-c", "echo yes"], { encoding: "utf8" }) === "yes\n";
  } catch {
    return false;
  }
}

beforeEach(async () => {
  cwd = await temporaryFolder();
  await mkdir(join(cwd, "photos"));
  for (const shell of SHELLS) await writeFile(join(cwd, shell), await scriptOf(shell));
});

/** What a shell offers after the words, the last of which is begun. */
const OFFERS: Record<Shell, (words: string) => readonly [string, ...string[]]> = {
  bash: (words) => [
    "--norc",
    "-c",
    'source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fasa; declare -p COMPREPLY',
    "bash",
    ...words.split(" "),
  ],
  fish: (words) => ["--no-config", "-c", "source ./fish; complete -C $argv[1]", words],
  // The real line editor, in a terminal of its own, lists what there is.
  zsh: (words) => [
    "-fc",
    `zmodload zsh/zpty; zpty -b line zsh -fi; reading() { local out; while zpty -rt line out; do print -rn -- "$out"; done }
zpty -w line 'PS1=; autoload -Uz compinit; compinit -u -D; source ./zsh; bindkey "^I" list-choices; LISTMAX=1000; echo read"y"'
until [[ "$all" == *ready* ]]; do sleep 0.05; all+="$(reading)"; done
zpty -wn line "$1"$'\\t'; sleep 1; reading; zpty -d line`,
    "zsh",
    words,
  ],
};

async function offered(shell: Shell, words: string): Promise<string> {
  const run = promisify(execFile)(shell, [...OFFERS[shell](words)], { cwd, timeout: 8000 });
  return (await run).stdout;
}

describe.each(SHELLS)("completion in %s", (shell) => {
  const tryIt = it.skipIf(!isInstalled(shell));

  tryIt.each([
    ["commands", "fasa re", ["report", "redrive", "reconcile"], ["evaluate"]],
    ["options of the command alone", "fasa scan --s", ["--skip-done"], ["--since", "--sign"]],
    ["choices of an option", "fasa list --label m", ["manipulated"], ["failed"]],
    ["choices of an argument", "fasa completion z", ["zsh"], ["bash"]],
    ["commands to have help of", "fasa help b", ["backfill"], ["scan"]],
  ])("offers %s", async (_, words, expected, others) => {
    const offers = await offered(shell, words);
    for (const word of expected) expect(offers).toContain(word);
    for (const word of others) expect(offers).not.toContain(word);
  });
});

it.skipIf(!isInstalled("fish"))(
  "fish completes names of files where they are expected",
  async () => {
    expect(await offered("fish", "fasa scan ph")).toContain("photos/");
    expect(await offered("fish", "fasa scan --out ph")).toContain("photos/");
    expect(await offered("fish", "fasa verdict ph")).not.toContain("photos/");
  },
);

it("a shell that nobody completes for is refused by name", async () => {
  let told = "";
  const error = Object.assign(Object.create(process.stderr), {
    write: (text: string) => {
      told += text;
    },
  });
  expect(await main(["completion", "tcsh"], { error, print: async () => {} })).toBe(2);
  expect(told).toContain("Allowed choices are bash, zsh, fish");
});
