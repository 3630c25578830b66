import { AwsClient } from "aws4fetch";
import { createClient, ProblemError } from "fasa-scanner/client";

// Scans an object again, and says what is known of it: FASA_ENDPOINT=https://… node client/ask.ts BUCKET KEY
const {
  FASA_ENDPOINT: endpoint = "http://localhost:8317",
  AWS_REGION: region = "us-east-1",
  AWS_ACCESS_KEY_ID: accessKeyId = "",
  AWS_SECRET_ACCESS_KEY: secretAccessKey = "",
  AWS_SESSION_TOKEN: sessionToken,
} = process.env;
const [bucket = "", key = ""] = process.argv.slice(2);

const keys = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
const signer = new AwsClient({ ...keys, region, service: "execute-api" });
const client = createClient({ endpoint, fetch: (url, init) => signer.fetch(url, init) });

try {
  const answer = await client.verdict({ bucket, key });
  if (answer === undefined) process.stdout.write("no such object\n");
  else if ("state" in answer) process.stdout.write("not scanned yet\n");
  else process.stdout.write(`${answer.verdict.state} at ${answer.verdict.scannedAt}\n`);
  const { scanId } = await client.requestScan({ bucket, key });
  process.stdout.write(`scanned again as ${scanId}\n`);
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  process.stdout.write(`refused with ${error.status}: ${error.message}\n`);
}
