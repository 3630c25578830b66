import { cudaPackage, extractLibraries, fetchPackage } from "./cuda-package.ts";

// The CUDA libraries that belong to the locked onnxruntime-node, if the package has that sha256:
//   npx tsx scripts/fetch-cuda.ts SHA256 FOLDER
// The image runs it out of the worker's own folder, where it is bundled.
const [sha256 = "", folder = "libraries"] = process.argv.slice(2);
const wanted = cudaPackage();
await extractLibraries(await fetchPackage(wanted), wanted, sha256, folder);
