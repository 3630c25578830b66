import { styleText } from "node:util";

/** What is worth a colour. */
export type Emphasis = "alarm" | "trouble";

/** The text, in a colour where the reader has one. */
export type Paint = (emphasis: Emphasis, text: string) => string;

export const NO_PAINT: Paint = (_, text) => text;

const STYLES = { alarm: ["bold", "red"], trouble: ["yellow"] } as const;

/** Colours on a terminal alone, unless NO_COLOR or FORCE_COLOR says otherwise. */
export function paintFor(stream: NodeJS.WriteStream, env = process.env): Paint {
  if (!hasColours(stream, env)) return NO_PAINT;
  // Whether there are any is decided here: Node 22.12 does not yet look at the stream.
  return (emphasis, text) => styleText([...STYLES[emphasis]], text, { validateStream: false });
}

/** Node knows terminals and NO_COLOR, and FORCE_COLOR for terminals alone. */
function hasColours(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY && stream.hasColors(env);
}
