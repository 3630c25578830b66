/** The API refused: what it said, as application/problem+json (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly status: number;
  readonly title: string;

  constructor({ status, title, detail }: { status: number; title: string; detail: string }) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

/** An answer that no contract knows: not this API, or something before it, such as a gateway. */
export class UnexpectedAnswerError extends Error {
  override readonly name = "UnexpectedAnswerError";
  readonly status: number;

  constructor(status: number, found: string, options?: ErrorOptions) {
    super(`expected an answer of a scanner's API, received ${status}: ${found}`, options);
    this.status = status;
  }
}
