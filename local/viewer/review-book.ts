import { type FileHandle, open, readFile } from "node:fs/promises";
import type { Telemetry } from "../../core/ports.ts";
import { Review, standing } from "../../core/reviews/review.ts";
import type { Reviews } from "./review-routes.ts";

/** What people said of verdicts: a file that only grows, a line of JSON each time. */
export class ReviewBook implements Reviews {
  readonly #file: FileHandle;
  readonly #reviews: Review[];
  /** One line at a time. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, reviews: Review[]) {
    this.#file = file;
    this.#reviews = reviews;
  }

  /** @param path of the file; made if it is not there. */
  static async open(path: string, telemetry: Telemetry): Promise<ReviewBook> {
    const file = await open(path, "a");
    const text = await readFile(path, "utf8");
    // A crash can leave a line half written: the next one must not be joined to it.
    if (text !== "" && !text.endsWith("\n")) await file.appendFile("\n");
    return new ReviewBook(
      file,
      text.split("\n").flatMap((line) => readLine(line, telemetry)),
    );
  }

  standing(): Review[] {
    return standing(this.#reviews);
  }

  add(review: Review): Promise<void> {
    const written = this.#writing.then(async () => {
      await this.#file.appendFile(`${JSON.stringify(review)}\n`);
      await this.#file.sync();
      this.#reviews.push(review);
    });
    this.#writing = written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}

function readLine(line: string, telemetry: Telemetry): Review[] {
  if (line === "") return [];
  try {
    return [Review.parse(JSON.parse(line))];
  } catch (error) {
    telemetry.log("warn", "review-unreadable", { line, error });
    return [];
  }
}
