import { CreateQueueCommand, GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { makeSqsClient } from "../../../adapters/aws/clients.ts";
import { SqsMessageQueue } from "../../../adapters/aws/sqs/sqs-message-queue.ts";
import { SqsJobQueue, SqsResultSink } from "../../../adapters/aws/sqs/sqs-senders.ts";
import { parseScanResult } from "../../../core/contracts/scan-result.ts";
import { parseMessage } from "../../../core/intake/upload-event.ts";
import { jobFor, scannedResult } from "../../helpers/builders.ts";
import { startFauxqs } from "../../helpers/running/aws-emulators.ts";

const AT_ONCE = { maxMessages: 10, waitSeconds: 0, visibilitySeconds: 30 };

async function startQueue() {
  const client = makeSqsClient(await startFauxqs());
  const { QueueUrl: url = "" } = await client.send(new CreateQueueCommand({ QueueName: "scans" }));
  return { client, url, queue: new SqsMessageQueue(client, url) };
}

it("carries jobs and results as the contracts say", async () => {
  const { client, url, queue } = await startQueue();
  await new SqsJobQueue(client, url).send(jobFor());
  await new SqsResultSink(client, url).send(scannedResult());
  const messages = await queue.receive(AT_ONCE);
  expect(messages).toMatchObject([{ receiveCount: 1 }, { receiveCount: 1 }]);
  expect(parseMessage(messages[0]?.body ?? "").work).toEqual([{ kind: "scan", job: jobFor() }]);
  expect(parseScanResult(messages[1]?.body ?? "")).toEqual(scannedResult());
});

it("hides a message that was handed out, and counts the deliveries when it comes back", async () => {
  const { client, url, queue } = await startQueue();
  await new SqsJobQueue(client, url).send(jobFor());
  const [first] = await queue.receive(AT_ONCE);
  expect(await queue.receive(AT_ONCE)).toEqual([]);

  await queue.extend(first?.receipt ?? "", 0);
  const [second] = await queue.receive(AT_ONCE);
  expect(second).toMatchObject({ id: first?.id, receiveCount: 2 });

  await queue.delete(second?.receipt ?? "");
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] });
  expect((await client.send(command)).Attributes).toMatchObject({
    ApproximateNumberOfMessages: "0",
    ApproximateNumberOfMessagesNotVisible: "0",
  });
});

it("ends a long poll with nothing as soon as it is told to", async () => {
  const { queue } = await startQueue();
  const stop = new AbortController();
  const started = performance.now();
  setTimeout(() => stop.abort(), 100);
  const messages = await queue.receive({ ...AT_ONCE, waitSeconds: 20, signal: stop.signal });
  expect(messages).toEqual([]);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it("passes on that a queue is not there", async () => {
  const { client, url } = await startQueue();
  const queue = new SqsMessageQueue(client, `${url}-none`);
  await expect(queue.receive(AT_ONCE)).rejects.toMatchObject({
    name: /NonExistentQueue|QueueDoesNotExist/,
  });
});
