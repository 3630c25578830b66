import { once } from "node:events";
import { deployTo, startMinistack } from "./ministack.ts";

// The whole stack, deployed on this machine to be clicked around in with the AWS CLI.
const PORT = 4566;

const say = (line = "") => process.stdout.write(`${line}\n`);
const aws = await startMinistack({ port: PORT });
try {
  say(`AWS, emulated, at ${aws.endpoint}. Deploying, which takes half a minute …`);
  const outputs = (await deployTo(aws, ["--context", "compute=lambdaCpu"]))["FasaScanner"] ?? {};
  const { ImageBucketName: bucket, VerdictTableName: table } = outputs;
  const key = `{"object":{"S":"${bucket}/photo.jpg"},"version":{"S":"latest"}}`;
  say();
  // A number is no name: nobody puts a bucket's before it, which few systems resolve.
  const byNumber = (value: string) => value.replace("//localhost:", "//127.0.0.1:");
  for (const [name, value] of Object.entries(aws.environment)) {
    say(`export ${name}=${byNumber(value)}`);
  }
  say(`aws s3 cp samples/dandelions-splice.jpg s3://${bucket}/photo.jpg`);
  say(`aws dynamodb get-item --table-name ${table} --key '${key}'`);
  say();
  for (const [name, value] of Object.entries(outputs)) say(`${name}: ${value}`);
  say("Ctrl-C stops it; nothing of it is kept.");
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
} finally {
  await aws.stop();
}
