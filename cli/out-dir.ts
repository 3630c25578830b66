/** Where `fasa scan` writes unless told otherwise, and where its results are looked for. */
export const OUT_DIR = "fasa-out";
