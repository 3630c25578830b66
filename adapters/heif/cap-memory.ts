/**
 * No WebAssembly of this thread grows its memory beyond `maxBytes` from here on: a thread's
 * `resourceLimits` do not hold for it. Its `malloc` says then that there is no more.
 */
export function capMemory(maxBytes: number): void {
  const pageBytes = 65_536;
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function capped(this: WebAssembly.Memory, pages: number) {
    if (this.buffer.byteLength + pages * pageBytes > maxBytes) {
      throw new RangeError(`a picture's decoder may have ${maxBytes} bytes`);
    }
    return grow.call(this, pages);
  };
}
