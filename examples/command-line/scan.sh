#!/bin/sh
# Names the manipulated ones of the images in a folder, one a line: sh command-line/scan.sh FOLDER
npx fasa scan "$1" --json --out masks |
  node -e '
    const { createInterface } = require("node:readline");
    createInterface({ input: process.stdin }).on("line", (line) => {
      const { label, object } = JSON.parse(line);
      if (label === "manipulated") console.log(object.key);
    });'
