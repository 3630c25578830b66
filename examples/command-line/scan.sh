#!/bin/sh
# Names the manipulated ones of the images in a folder, one a line: sh command-line/scan.sh FOLDER
# It ends with the code of fasa: 0 every image was scanned; 1 some failed or were skipped, or the run
# broke off, so a name may be missing; 2 the folder or its images cannot be used, nothing was scanned.
verdicts=$(npx --no -- fasa scan "$1" --json --out masks)
code=$?
# A pipe straight from fasa would end with the code of its last command.
printf '%s\n' "$verdicts" |
  node -e '
    const { createInterface } = require("node:readline");
    createInterface({ input: process.stdin }).on("line", (line) => {
      if (line === "") return;
      const { label, object } = JSON.parse(line);
      if (label === "manipulated") console.log(object.key);
    });' || exit
exit "$code"
