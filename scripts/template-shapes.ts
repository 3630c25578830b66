const KMS_KEY = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000001";
const TOPIC = "arn:aws:sns:eu-central-1:111122223333:ops";

/** Every shape in which the app is deployed: what it is, and its context. The first is the app's default. */
export const SHAPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "one stack with GPU tasks": { stacks: "one" },
  "one stack with a function": {
    stacks: "one",
    compute: "lambdaCpu",
    alarmEmail: "ops@example.org",
  },
  "one stack with an endpoint": { stacks: "one", compute: "sageMaker" },
  "its own bucket, a function": { compute: "lambdaCpu", oldVersionDays: "30" },
  "two buckets that exist, filtered": {
    compute: "lambdaCpu",
    bucket: "photos,press",
    prefix: "in/",
    kmsKeyArn: KMS_KEY,
  },
  "what an earlier scanner left behind": {
    compute: "lambdaCpu",
    bucket: "photos",
    maskBucket: "masks",
    verdictTable: "verdicts",
  },
  "another account's bucket, from which images are moved and told of": {
    compute: "lambdaCpu",
    bucket: "photos",
    sourceAccount: "444455556666",
    kmsKeyArn: KMS_KEY,
    quarantine: "move",
    quarantineTo: "held/images",
    securityHub: "on",
  },
  "GPU tasks with public addresses, down to none": {
    compute: "ecsGpu",
    instances: "g6.2xlarge",
    alarmTopicArn: TOPIC,
  },
  "GPU tasks without the internet": { network: "isolated", spot: "true" },
  "GPU tasks that always run, and a bucket that exists": { minTasks: "1", bucket: "photos" },
  "an endpoint, down to none": { compute: "sageMaker" },
  "a model in a bucket": { modelBucket: "models", modelManifestSha256: "0".repeat(64) },
};

/** As `-c stacks=` where a shape does not say. */
export const USUAL_STACKS = "split";
