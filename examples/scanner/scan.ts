import { writeFile } from "node:fs/promises";
import { createScanner } from "fasa-scanner/scanner";

// What was found in each file that is named, and the mask of the pixels that were changed beside it.
const scanner = await createScanner({ falsePositiveRate: "0.05" });
try {
  for (const file of process.argv.slice(2)) {
    const scan = await scanner.scan(file, { mask: true });
    if (scan.state !== "scanned") {
      process.stdout.write(`${file}: ${scan.reason.message}\n`);
      continue;
    }
    const share = (100 * scan.manipulatedFraction).toFixed(1);
    process.stdout.write(`${file}: ${scan.label}, ${share} % in ${scan.regions.length} regions\n`);
    if (scan.mask !== undefined) await writeFile(`${file}.mask.png`, scan.mask);
  }
} finally {
  await scanner.close();
}
