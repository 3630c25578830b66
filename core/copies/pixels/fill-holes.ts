import type { Pixels } from "./morphology.ts";

/** With everything that the pixels enclose. */
export function filled(pixels: Pixels, width: number): Pixels {
  const height = pixels.length / width;
  const outside = new Outside(pixels, width);
  for (let x = 0; x < width; x++) {
    outside.enter(x);
    outside.enter((height - 1) * width + x);
  }
  for (let row = 0; row < height; row++) {
    outside.enter(row * width);
    outside.enter(row * width + width - 1);
  }
  return outside.spread().map((is) => 1 - is);
}

/** What can be reached from the edges without passing a pixel. */
class Outside {
  readonly #isOutside: Pixels;
  readonly #pixels: Pixels;
  readonly #width: number;
  readonly #stack: number[] = [];

  constructor(pixels: Pixels, width: number) {
    this.#pixels = pixels;
    this.#width = width;
    this.#isOutside = new Uint8Array(pixels.length);
  }

  enter(at: number): void {
    if (this.#pixels[at] !== 0 || this.#isOutside[at] !== 0) return;
    this.#isOutside[at] = 1;
    this.#stack.push(at);
  }

  spread(): Pixels {
    for (let at = this.#stack.pop(); at !== undefined; at = this.#stack.pop()) {
      const column = at % this.#width;
      if (column > 0) this.enter(at - 1);
      if (column < this.#width - 1) this.enter(at + 1);
      this.enter(at - this.#width);
      this.enter(at + this.#width);
    }
    return this.#isOutside;
  }
}
