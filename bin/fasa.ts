import { main } from "../cli/main.ts";

// `fasa … | head` closes the pipe when it has read enough.
process.stdout.on("error", (error) => {
  process.exit("code" in error && error.code === "EPIPE" ? 0 : 1);
});

process.exitCode = await main(process.argv.slice(2));
