import { DescribeInstanceTypeOfferingsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { AccountFacts, NeededQuota } from "../../../core/preflight/account-facts.ts";

export interface AccountClients {
  readonly quotas: ServiceQuotasClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
}

export interface AccountQuestion {
  readonly quota: NeededQuota;
  readonly instanceTypes: readonly string[];
}

/** Of errors that mean that nobody is signed in, or that the region is not known. */
const NOBODY =
  /CredentialsProviderError|Region is missing|ExpiredToken|InvalidClientTokenId|UnrecognizedClient/;
/** Unless `cdk bootstrap` was given another qualifier. */
const ASSETS = "cdk-hnb659fds-assets";
const MAX_RESULTS = 100;

/**
 * What an account has, in the region of the environment. What may not be asked is undefined.
 *
 * @throws Error in plain words when there are no credentials that AWS takes, or no region.
 */
export async function readAccount(
  clients: AccountClients,
  { quota: needed, instanceTypes }: AccountQuestion,
): Promise<Omit<AccountFacts, "hasDocker">> {
  const region = await clients.quotas.config.region().catch(refuseNobody);
  const quota = await ifAllowed(() => findQuota(clients.quotas, needed));
  const account = quota?.QuotaArn?.split(":")[4];
  const [offered, isBootstrapped] = await Promise.all([
    ifAllowed(() => offeredOf(clients.ec2, instanceTypes)),
    account ? ifAllowed(() => hasBucket(clients.s3, `${ASSETS}-${account}-${region}`)) : undefined,
  ]);
  return { region, quota: quota?.Value, offered, isBootstrapped };
}

/** What holds for this account, else what holds for every new one. */
async function findQuota(
  client: ServiceQuotasClient,
  { service: ServiceCode, name }: NeededQuota,
): Promise<ServiceQuota | undefined> {
  const asked = [{ client }, { ServiceCode, MaxResults: MAX_RESULTS }] as const;
  for (const paginate of [paginateListServiceQuotas, paginateListAWSDefaultServiceQuotas]) {
    for await (const { Quotas = [] } of paginate(...asked)) {
      const found = Quotas.find(({ QuotaName }) => QuotaName === name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

async function offeredOf(client: EC2Client, types: readonly string[]): Promise<string[]> {
  const Filters = [{ Name: "instance-type", Values: [...types] }];
  const command = new DescribeInstanceTypeOfferingsCommand({ LocationType: "region", Filters });
  const { InstanceTypeOfferings = [] } = await client.send(command);
  return InstanceTypeOfferings.flatMap(({ InstanceType }) => InstanceType ?? []).sort();
}

async function hasBucket(client: S3Client, Bucket: string): Promise<boolean> {
  try {
    await client.send(new HeadBucketCommand({ Bucket }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return false;
    throw error;
  }
}

async function ifAllowed<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const isNobody = error instanceof Error && NOBODY.test(`${error.name} ${error.message}`);
    return isNobody ? refuseNobody(error) : undefined;
  }
}

function refuseNobody(cause: unknown): never {
  throw new Error(
    "No AWS credentials that work, or no region. Sign in as for the AWS CLI (`aws configure`, or " +
      "AWS_PROFILE and AWS_REGION), and ask again.",
    { cause },
  );
}
