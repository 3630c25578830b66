/** libde265's parameters that switch the two filters off which HEVC ends each picture with. */
const [NO_DEBLOCKING, NO_SAO] = [7, 8];
/** `i32.const`, `call` and `local.get` of https://www.w3.org/TR/wasm-core-2/#binary-instr */
const [CONST, CALL, GET] = [0x41, 0x10, 0x20];
const [OFF, ON] = [1, 0];
/** libheif makes a decoder in two places. */
const PLACES = 2;

/**
 * The program as every other build of libheif is: with the filters on that are part of the format. Its build
 * for JavaScript leaves them out to be faster, and pixels are then up to 40 of 255 from those that a camera
 * encoded.
 *
 * @throws Error where the program has other code than the release that is pinned.
 */
export function withLoopFilters(wasm: Uint8Array): Uint8Array {
  const program = Buffer.from(wasm);
  const start = Buffer.from([CONST, NO_DEBLOCKING, CONST, OFF, CALL]);
  let found = 0;
  for (let at = program.indexOf(start); at >= 0; at = program.indexOf(start, at + 1)) {
    const function_ = program.subarray(at + 5, at + 7);
    const second = at + 9;
    const expected = [GET, program[at + 8], CONST, NO_SAO, CONST, OFF, CALL, ...function_];
    if (!program.subarray(at + 7, at + 16).equals(Buffer.from(expected.map(Number)))) continue;
    program[at + 3] = ON;
    program[second + 3] = ON;
    found++;
  }
  if (found === PLACES) return program;
  throw new Error(`libheif: expected ${PLACES} places that switch filters off, found ${found}`);
}
