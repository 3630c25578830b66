import { ModelThread, type ModelThreadOptions } from "./model-thread.ts";
import { type InferenceRequest, ThreadReply, type ThreadSettings } from "./thread-messages.ts";

type Reply<Kind extends ThreadReply["kind"]> = Extract<ThreadReply, { kind: Kind }>;

const ENTRY_POINT = new URL("./inference-worker.mjs", import.meta.url);

/** The thread that holds the network. */
export class InferenceThread extends ModelThread<ThreadReply> {
  constructor(settings: ThreadSettings, options: ModelThreadOptions = {}) {
    const parse = (message: unknown) => ThreadReply.parse(message);
    super({ name: "inference", file: ENTRY_POINT, settings, parse }, options);
  }

  /** What the model file declares, once it is loaded. Ask this first, and once. */
  started(): Promise<Reply<"ready">> {
    return this.start("ready");
  }

  /** Runs the network over copies of the images: what is not begun may be asked again, of another thread. */
  async run(request: InferenceRequest): Promise<Reply<"detected">> {
    return this.ask(request, [], "detected");
  }
}
