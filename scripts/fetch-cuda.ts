import { cudaPackage, extractLibraries, fetchPackage, sha256Of } from "./cuda-package.ts";

// The CUDA libraries that belong to the locked onnxruntime-node:
//   npx tsx scripts/fetch-cuda.ts SHA256 FOLDER     puts them there, if the package has that sha256
//   npx tsx scripts/fetch-cuda.ts                   prints the sha256 of the package as it is served now
const [sha256, folder] = process.argv.slice(2);
const wanted = cudaPackage();
const content = await fetchPackage(wanted);
if (folder === undefined) process.stdout.write(`${sha256Of(content)}\n`);
else await extractLibraries(content, wanted, sha256 ?? "", folder);
