import { expect, it } from "vitest";
import { makeS3Client, makeSageMakerRuntimeClient } from "../../../../adapters/aws/clients.ts";
import { S3Exchange } from "../../../../adapters/aws/s3/s3-exchange.ts";
import { SageMakerSubmitter } from "../../../../adapters/aws/sage-maker-submitter.ts";
import { jobKeyOf } from "../../../../core/contracts/object-keys.ts";
import { jobFor } from "../../../helpers/builders.ts";
import {
  type HttpReply,
  s3Error,
  startHttpDouble,
} from "../../../helpers/running/aws-emulators.ts";

const JOB = jobFor();
const JOB_PATH = `/exchange/${jobKeyOf(JOB)}`;
const TAKEN: HttpReply = {
  status: 202,
  headers: { "x-amzn-sagemaker-outputlocation": "s3://exchange/results/1.out" },
  body: JSON.stringify({ InferenceId: JOB.scanId }),
};

/** S3 and SageMaker under one roof: their paths tell them apart. */
async function submitTo(replies: { readonly s3?: HttpReply; readonly endpoint?: HttpReply }) {
  const { s3 = { status: 200 }, endpoint = TAKEN } = replies;
  const aws = await startHttpDouble(({ url }) => (url?.startsWith("/exchange/") ? s3 : endpoint));
  const exchange = new S3Exchange(makeS3Client(aws), "exchange");
  const submitter = new SageMakerSubmitter(makeSageMakerRuntimeClient(aws), exchange, {
    endpointName: "fasa",
    requestTtlSeconds: 3600,
    invocationTimeoutSeconds: 120,
  });
  return { aws, submitted: submitter.submit(JOB) };
}

it("leaves the job in the exchange, and then asks the endpoint", async () => {
  const { aws, submitted } = await submitTo({});
  await submitted;
  const [put, invocation] = aws.requests;
  expect(aws.requests).toHaveLength(2);
  expect(put?.method).toBe("PUT");
  expect(new URL(put?.url ?? "", "http://s3").pathname).toBe(JOB_PATH);
  expect(put?.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(aws.received[0] ?? "")).toEqual(JOB);

  expect([invocation?.method, invocation?.url]).toEqual([
    "POST",
    "/endpoints/fasa/async-invocations",
  ]);
  expect(invocation?.headers).toMatchObject({
    "x-amzn-sagemaker-inputlocation": `s3:/${JOB_PATH}`,
    "x-amzn-sagemaker-inference-id": JOB.scanId,
    "x-amzn-sagemaker-content-type": "application/json",
    "x-amzn-sagemaker-accept": "application/json",
    "x-amzn-sagemaker-requestttlseconds": "3600",
    "x-amzn-sagemaker-invocationtimeoutseconds": "120",
  });
  // A body would take the place of the job in the exchange.
  expect(aws.received[1]).toBe("");
});

it("asks no endpoint for a job that could not be left", async () => {
  const { aws, submitted } = await submitTo({ s3: s3Error(403, "AccessDenied") });
  await expect(submitted).rejects.toThrow();
  expect(aws.requests.map(({ method }) => method)).toEqual(["PUT"]);
});

it("says when the endpoint did not take the job", async () => {
  const headers = { "x-amzn-errortype": "ValidationError" };
  const body = JSON.stringify({ Message: "Endpoint fasa of account 1 not found." });
  const { submitted } = await submitTo({ endpoint: { status: 400, headers, body } });
  await expect(submitted).rejects.toThrow("not found");
});

it("is throttled for good after the SDK's own tries", async () => {
  const headers = { "x-amzn-errortype": "ThrottlingException" };
  const body = JSON.stringify({ message: "Rate exceeded" });
  const { aws, submitted } = await submitTo({ endpoint: { status: 429, headers, body } });
  await expect(submitted).rejects.toThrow("Rate exceeded");
  expect(aws.requests.filter(({ method }) => method === "POST").length).toBeGreaterThan(1);
});
