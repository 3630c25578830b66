/** Stands for that of Node in the page, where nothing is hashed. */
export function createHash(): never {
  throw new Error("the page hashes nothing");
}
