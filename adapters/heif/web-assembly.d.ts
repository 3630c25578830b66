/** The part of https://www.w3.org/TR/wasm-js-api-2/#memories that is used; no library of types for Node has it. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    /** @returns how many pages there were. */
    grow(pages: number): number;
  }
}
