/**
 * WebAssembly for kernels of one loop over vectors of four floats, written as expressions. JavaScript
 * has no vectors, and takes eight times as long over the same sums. Opcodes:
 * https://webassembly.github.io/spec/core/binary/instructions.html
 */

/** What the types of the standard library only declare for browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => KernelMemory;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, KernelMemory>>>>,
  ) => { readonly exports: Readonly<Record<string, Kernel>> };
};

export interface KernelMemory {
  /** Another one after each `grow`. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
export type Kernel = (...args: readonly number[]) => void;

export const PAGE_BYTES = 65_536;

/** Instructions; as an expression they leave one value. */
export type Code = readonly number[];
/** Number of a local: arguments first, then pointers, then vectors. */
type Local = number;

const SIMD = 0xfd;

/** LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

const vector = (opcode: number, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  SIMD,
  ...unsigned(opcode),
];

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];
const integer = (value: number): Code => [0x41, ...signed(value)];
export const addIntegers = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const advance = (pointer: Local, bytes: number): Code =>
  set(pointer, addIntegers(get(pointer), integer(bytes)));

export const fill = (value: number): Code => {
  const bytes = new Uint8Array(Float32Array.of(value).buffer);
  return vector(19, [0x43, ...bytes]);
};
export const add = (a: Code, b: Code): Code => vector(228, a, b);
export const subtract = (a: Code, b: Code): Code => vector(229, a, b);
export const multiply = (a: Code, b: Code): Code => vector(230, a, b);
/** −1 in every lane where |a| < b, as integers. */
export const isSmaller = (a: Code, b: Code): Code => vector(67, vector(224, a), b);
export const subtractIntegers = (a: Code, b: Code): Code => vector(177, a, b);
export const zeros = (): Code => [SIMD, 12, ...new Uint8Array(16)];

/** Four floats, wherever they lie. */
export const load = (pointer: Local, offset = 0): Code => [
  ...vector(0, get(pointer)),
  0,
  ...unsigned(offset),
];
/** Four 16-bit integers as floats. */
export const loadShorts = (pointer: Local): Code => vector(250, [...vector(3, get(pointer)), 0, 0]);
export const store = (pointer: Local, value: Code): Code => [
  ...get(pointer),
  ...vector(11, value),
  0,
  0,
];
/** The lanes' integers 0..255 as four bytes. */
export const storeBytes = (pointer: Local, value: Code): Code => {
  const shorts = vector(133, value, value);
  return [...get(pointer), ...vector(90, vector(102, shorts, shorts)), 0, 0, 0];
};

/** Runs `body` once, then again as long as `pointer` is below `end`. */
export const loopUntil = (pointer: Local, end: Local, body: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...[...get(pointer), ...get(end), 0x49],
  ...[0x0d, 0, 0x0b],
];

export interface KernelSource {
  /** All integers. */
  readonly argumentCount: number;
  readonly pointerCount: number;
  readonly vectorCount: number;
  readonly body: Code;
}

export const makeMemory = (): KernelMemory => new WebAssembly.Memory({ initial: 1 });

/** A kernel that works on `memory`. */
export function compile(source: KernelSource, memory: KernelMemory): Kernel {
  const module = new WebAssembly.Module(encode(source));
  const { run } = new WebAssembly.Instance(module, { m: { m: memory } }).exports;
  if (run === undefined) throw new TypeError("the kernel was not exported");
  return run;
}

const I32 = 0x7f;
const V128 = 0x7b;
const text = (word: string): Code => [word.length, ...new TextEncoder().encode(word)];
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];

/** https://webassembly.github.io/spec/core/binary/modules.html */
function encode({ argumentCount, pointerCount, vectorCount, body }: KernelSource): Uint8Array {
  const locals = [2, ...unsigned(pointerCount), I32, ...unsigned(vectorCount), V128];
  const code = [...locals, ...body, 0x0b];
  return Uint8Array.from([
    ...[0, ...new TextEncoder().encode("asm"), 1, 0, 0, 0],
    ...section(1, [1, 0x60, argumentCount, ...new Array<number>(argumentCount).fill(I32), 0]),
    ...section(2, [1, ...text("m"), ...text("m"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}
