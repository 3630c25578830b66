import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { makeAccountClients } from "../../../../adapters/aws/account/make-account-clients.ts";
import { readAccount } from "../../../../adapters/aws/account/read-account.ts";
import { neededQuota } from "../../../../core/preflight/account-facts.ts";
import { type HttpReply, startHttpDouble } from "../../../helpers/running/aws-emulators.ts";

const QUOTA = neededQuota({
  ...{ compute: "ecsGpu", spot: false },
  ...{ instances: ["g4dn.xlarge"], endpointInstance: "ml.g4dn.xlarge" },
});
const ARN = "arn:aws:servicequotas:us-east-1:111122223333:ec2/L-DB2E81BA";
const ASSETS = "/cdk-hnb659fds-assets-111122223333-us-east-1";
const DENIED: HttpReply = { status: 403, body: JSON.stringify({ __type: "AccessDenied" }) };

const reply = (body: unknown): HttpReply => ({ status: 200, body: JSON.stringify(body) });
const OTHER = { QuotaName: "Running On-Demand P instances", Value: 0 };
const FOUND = { QuotaName: QUOTA.name, Value: 8, QuotaArn: ARN };
const OFFERED = `<DescribeInstanceTypeOfferingsResponse><instanceTypeOfferingSet>
  <item><instanceType>g6.xlarge</instanceType></item><item><instanceType>g4dn.xlarge</instanceType></item>
</instanceTypeOfferingSet></DescribeInstanceTypeOfferingsResponse>`;

const isQuotas = ({ headers }: IncomingMessage) =>
  String(headers["x-amz-target"]).startsWith("ServiceQuotas");

interface Replies {
  /** Of one page after the other. */
  readonly quotas: readonly HttpReply[];
  readonly ec2?: HttpReply;
  readonly bucket?: HttpReply;
}

/** The three services under one roof. */
async function read({ quotas, ec2 = { status: 200, body: OFFERED }, bucket }: Replies) {
  const pages = [...quotas];
  const aws = await startHttpDouble((request) => {
    if (isQuotas(request)) return pages.shift() ?? reply({ Quotas: [] });
    if (request.method === "HEAD") return bucket ?? { status: 200 };
    return ec2;
  });
  const question = { quota: QUOTA, instanceTypes: ["g4dn.xlarge", "g6.xlarge", "g5.xlarge"] };
  return { aws, facts: await readAccount(makeAccountClients(aws), question) };
}

it("finds the quota on whichever page, the types and the bootstrap bucket of the account", async () => {
  const { aws, facts } = await read({
    quotas: [reply({ Quotas: [OTHER], NextToken: "next" }), reply({ Quotas: [FOUND] })],
  });
  expect(facts).toEqual({
    region: "us-east-1",
    quota: 8,
    offered: ["g4dn.xlarge", "g6.xlarge"],
    isBootstrapped: true,
  });
  expect(aws.requests.map(({ url }) => new URL(url ?? "", "http://s3").pathname)).toContain(
    `${ASSETS}/`,
  );
});

it("takes the quota of every account where this one has none of its own", async () => {
  const theirs = {
    ...FOUND,
    Value: 0,
    QuotaArn: "arn:aws:servicequotas:us-east-1::ec2/L-DB2E81BA",
  };
  const { facts } = await read({ quotas: [reply({ Quotas: [] }), reply({ Quotas: [theirs] })] });
  expect(facts).toMatchObject({ quota: 0, isBootstrapped: undefined });
});

it("tells that there was no bootstrap", async () => {
  const { facts } = await read({ quotas: [reply({ Quotas: [FOUND] })], bucket: { status: 404 } });
  expect(facts.isBootstrapped).toBe(false);
});

it("leaves out what may not be asked", async () => {
  const { facts } = await read({ quotas: [DENIED], ec2: { status: 403 } });
  expect(facts).toEqual({ region: "us-east-1" });
});

it("says in words that nobody is signed in", async () => {
  const unknown = {
    __type: "UnrecognizedClientException",
    message: "The security token is invalid.",
  };
  const quotas = [{ status: 400, body: JSON.stringify(unknown) }];
  await expect(read({ quotas })).rejects.toThrow("No AWS credentials that work, or no region");
});
