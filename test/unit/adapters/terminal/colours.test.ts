import { WriteStream } from "node:tty";
import { expect, it } from "vitest";
import { paintFor } from "../../../../adapters/terminal/colours.ts";

/** What asks the environment alone is Node's own. */
const terminal = Object.assign(Object.create(WriteStream.prototype), { isTTY: true });
const file = Object.assign(Object.create(WriteStream.prototype), { isTTY: false });
const TERM = "xterm-256color";

it.each([
  ["a terminal has colours", terminal, { TERM }, true],
  ["a dumb one has none", terminal, { TERM: "dumb" }, false],
  ["NO_COLOR takes them away", terminal, { TERM, NO_COLOR: "1" }, false],
  ["a file has none", file, { TERM }, false],
  ["FORCE_COLOR brings them there", file, { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0 takes them away", terminal, { TERM, FORCE_COLOR: "0" }, false],
  ["FORCE_COLOR is stronger", file, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
])("%s", (_, stream, env, isColoured) => {
  const text = paintFor(stream, env)("alarm", "word");
  expect(text).toBe(isColoured ? "\u001b[1m\u001b[31mword\u001b[39m\u001b[22m" : "word");
});
