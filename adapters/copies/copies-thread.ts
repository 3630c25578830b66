import { ModelThread, type ModelThreadOptions } from "../onnx/model-thread.ts";
import { CopyReply, type CopyRequest, type CopySettings } from "./copy-messages.ts";

type Reply<Kind extends CopyReply["kind"]> = Extract<CopyReply, { kind: Kind }>;

const ENTRY_POINT = new URL("./copies-worker.mjs", import.meta.url);

/** Beyond the time of the search itself: decoding 100 megapixels on a processor that is busy otherwise. */
const DECODING_MS = 120_000;

/** The thread that looks for copies, warm once it has started. */
export class CopiesThread extends ModelThread<CopyReply> {
  constructor(settings: CopySettings, options: ModelThreadOptions = {}) {
    const parse = (message: unknown) => CopyReply.parse(message);
    const patient = { hangTimeoutMs: DECODING_MS + 3 * settings.timeoutMs, ...options };
    super({ name: "copies", file: ENTRY_POINT, settings, parse }, patient);
  }

  /** Ask this first, and once. */
  started(): Promise<Reply<"ready">> {
    return this.start("ready");
  }

  /** Takes the buffer of the bytes over. */
  async run(request: CopyRequest): Promise<Reply<"examined" | "refused">> {
    return this.ask(request, [request.bytes.buffer], "examined", "refused");
  }
}
