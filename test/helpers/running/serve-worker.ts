import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";

/** Starts the endpoint of a worker's folder as its container would, pings it, and tells it to stop. */
export async function expectToServe(app: string, model: string): Promise<void> {
  const serve = spawn(process.execPath, [join(app, "serve.mjs")], {
    cwd: app,
    env: {
      PATH: process.env["PATH"] ?? "",
      MODEL_DIRECTORY: model,
      SAGEMAKER_BIND_TO_PORT: "0",
      AWS_REGION: "us-east-1",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void serve.kill("SIGKILL"));
  const [line] = await once(createInterface(serve.stdout), "line");
  const { port } = z.object({ port: z.int() }).parse(JSON.parse(line));
  expect((await fetch(`http://127.0.0.1:${port}/ping`)).status).toBe(200);
  serve.kill("SIGTERM");
  expect(await once(serve, "exit")).toEqual([0, null]);
}
