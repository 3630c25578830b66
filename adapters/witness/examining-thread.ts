import type { z } from "zod";
import { ModelThread } from "../onnx/model-thread.ts";
import { type FileAnswer, type FileReply, type FileRequest, fileReplyOf } from "./file-messages.ts";

export interface ExaminingOptions<Examination> {
  /** Names the witness in errors. */
  readonly name: string;
  /** Where a worker lies that calls `serveFiles`. */
  readonly file: URL;
  /** What that worker is started with. */
  readonly settings: unknown;
  readonly examination: z.ZodType<Examination>;
  /** A file that takes longer never ends. */
  readonly hangTimeoutMs: number;
}

/** A thread that examines files, warm once it has started. */
export class ExaminingThread<Examination> extends ModelThread<FileReply<Examination>> {
  constructor(options: ExaminingOptions<Examination>) {
    const { name, file, settings, examination, hangTimeoutMs } = options;
    const schema = fileReplyOf(examination);
    const parse = (message: unknown) => schema.parse(message);
    super({ name, file, settings, parse }, { hangTimeoutMs });
  }

  /** Ask this first, and once. */
  async started(): Promise<void> {
    await this.start("ready");
  }

  /** Takes the buffer of the bytes over. */
  async run(request: FileRequest): Promise<FileAnswer<Examination>> {
    return this.ask(request, [request.bytes.buffer], "examined", "refused");
  }
}
