import { StartError } from "./start-error.ts";

/** @throws StartError for what is none. */
export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new StartError(`Expected a port from 0 to 65535, received ${text}.`);
}
