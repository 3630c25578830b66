import { ModelThread, type ModelThreadOptions } from "../onnx/model-thread.ts";
import { HistoryReply, type HistoryRequest, type HistorySettings } from "./history-messages.ts";

type Reply<Kind extends HistoryReply["kind"]> = Extract<HistoryReply, { kind: Kind }>;

const ENTRY_POINT = new URL("./history-worker.mjs", import.meta.url);

/** Far above a picture of 100 megapixels on a processor that is busy otherwise. */
const HANG_TIMEOUT_MS = 180_000;

/** The thread that examines what files remember, warm once it has started. */
export class HistoryThread extends ModelThread<HistoryReply> {
  constructor(settings: HistorySettings, options: ModelThreadOptions = {}) {
    const parse = (message: unknown) => HistoryReply.parse(message);
    const patient = { hangTimeoutMs: HANG_TIMEOUT_MS, ...options };
    super({ name: "history", file: ENTRY_POINT, settings, parse }, patient);
  }

  /** Ask this first, and once. */
  started(): Promise<Reply<"ready">> {
    return this.start("ready");
  }

  /** Takes the buffer of the bytes over. */
  async run(request: HistoryRequest): Promise<Reply<"examined" | "refused">> {
    return this.ask(request, [request.bytes.buffer], "examined", "refused");
  }
}
