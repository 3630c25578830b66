import { describe, expect, it } from "vitest";
import { HELP, parseOptions } from "../../../local/options.ts";
import { Shutdown } from "../../../local/shutdown.ts";
import { StartError } from "../../../local/start-error.ts";

describe("options of npm start", () => {
  it("take the folder to scan as it is, or by its option", () => {
    expect(parseOptions(["Pictures"], {}).bucketDir).toBe("Pictures");
    expect(parseOptions(["--once", "--bucket-dir", "Pictures"], {}).bucketDir).toBe("Pictures");
    expect(parseOptions([], {})).not.toHaveProperty("bucketDir");
    expect(HELP.split("\n")[2]).toMatch(/^ +FOLDER +the folder of images/);
  });

  it("take the state folder from the command line, else from FASA_HOME", () => {
    const env = { FASA_HOME: "/var/fasa" };
    expect(parseOptions(["--home", "here"], env).home).toBe("here");
    expect(parseOptions([], env).home).toBe("/var/fasa");
    expect(parseOptions([], {})).not.toHaveProperty("home");
  });

  it("take a false-positive rate for the model", () => {
    const { model } = parseOptions(["--model", "m", "--false-positive-rate", "0.01"], {});
    expect(model).toEqual({ directory: "m", falsePositiveRate: "0.01" });
    expect(parseOptions(["--model", "m"], {}).model).toEqual({ directory: "m" });
  });

  it.each(["history", "copies"])("can leave %s out", (witness) => {
    const { model } = parseOptions(["--model", "m", `--no-${witness}`], {});
    expect(model).toEqual({ directory: "m", [witness]: "off" });
  });

  it.each([
    [["--port", "http"], /port from 0 to 65535, received http/],
    [["--port", "65536"], /received 65536/],
    [["--port=-1"], /received -1/],
    [["--frobnicate"], /--frobnicate/],
    [["one", "two"], /Expected one folder, received one and two/],
    [["one", "--bucket-dir", "two"], /Expected one folder, received one and two/],
  ])("refuse %j", (args, message) => {
    const parse = () => parseOptions(args, {});
    expect(parse).toThrow(StartError);
    expect(parse).toThrow(message);
  });
});

it("a shutdown takes every step once, last first, also past one that fails", async () => {
  const shutdown = new Shutdown();
  const steps: string[] = [];
  shutdown.add(() => steps.push("first started"));
  shutdown.add(() => Promise.reject(new Error("did not close")));
  shutdown.add(() => steps.push("last started"));
  await expect(shutdown.run()).rejects.toThrow("did not stop cleanly");
  await shutdown.run();
  expect(steps).toEqual(["last started", "first started"]);
});
