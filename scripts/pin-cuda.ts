import { cudaPackage, fetchPackage, recordSha256, sha256Of } from "./cuda-package.ts";

// Takes the package as it is served now: what is recorded is what every later build must find.
const sha256 = sha256Of(await fetchPackage(cudaPackage()));
await recordSha256("cdk.json", sha256);
process.stdout.write(`${sha256}\n`);
