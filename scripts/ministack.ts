import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";

/** AWS, emulated by ministack on this machine: what is deployed there runs as real processes. */
export interface Ministack {
  readonly endpoint: string;
  /** With these, the CDK, the AWS CLI and every SDK talk to the emulator. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface MinistackOptions {
  /** @default any free port */
  readonly port?: number;
  /** Receives what the emulator and its functions print. @default it is thrown away */
  readonly onOutput?: (text: string) => void;
}

const PROJECT_ROOT = join(import.meta.dirname, "..");
/** Made by `npm run ministack`. */
const PROGRAMS = join(PROJECT_ROOT, ".ministack", "bin");
const ACCOUNT = "000000000000";
const REGION = "us-east-1";
const START_TIMEOUT_MS = 30_000;
const APP = ["--app", "node --import tsx scripts/emulated-app.ts"];
const DEPLOY_TIMEOUT_MS = 300_000;

/** @throws Error naming the command to run when ministack is not installed. */
export async function startMinistack(options: MinistackOptions = {}): Promise<Ministack> {
  const program = join(PROGRAMS, "ministack");
  if (!existsSync(program)) throw new Error(`${program} not found. Run: npm run ministack`);
  const port = options.port ?? (await freePort());
  const state = await mkdtemp(join(tmpdir(), "ministack-"));
  const emulator = spawn(program, {
    cwd: state,
    env: {
      ...process.env,
      // Its Python functions run in its own environment.
      PATH: [PROGRAMS, process.env["PATH"]].join(delimiter),
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      // Each of its functions unpacks itself there, and leaves that behind.
      TMPDIR: state,
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: its functions are processes too, which it leaves behind.
    detached: true,
  });
  for (const stream of [emulator.stdout, emulator.stderr]) {
    stream.on("data", (chunk: Buffer) => options.onOutput?.(chunk.toString()));
  }
  // By name: the CDK tells an S3 endpoint without subdomains by it.
  const endpoint = `http://localhost:${port}`;
  const stop = async () => {
    await end(emulator);
    await rm(state, { recursive: true, force: true });
  };
  await answering(endpoint, emulator).catch(async (error) => {
    await stop();
    throw error;
  });
  return { endpoint, environment: environmentFor(endpoint), stop };
}

const Outputs = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * `cdk bootstrap` and `cdk deploy` of the app, less what the emulator lacks; the outputs of each stack.
 *
 * @param cdkArguments which stacks, and their context.
 */
export async function deployTo(
  { environment }: Ministack,
  cdkArguments: readonly string[],
): Promise<z.infer<typeof Outputs>> {
  const folder = await mkdtemp(join(tmpdir(), "cdk-deploy-"));
  const outputs = join(folder, "outputs.json");
  const assembly = ["--output", join(folder, "cdk.out")];
  try {
    await cdk(environment, ["bootstrap", `aws://${ACCOUNT}/${REGION}`, ...assembly]);
    const deploy = ["deploy", "--require-approval", "never", "--outputs-file", outputs];
    await cdk(environment, [...deploy, ...APP, ...assembly, ...cdkArguments]);
    return Outputs.parse(JSON.parse(await readFile(outputs, "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `cdk destroy` of all stacks of the app. @param cdkArguments their context. */
export async function destroyFrom(
  { environment }: Ministack,
  cdkArguments: readonly string[],
): Promise<void> {
  const output = await mkdtemp(join(tmpdir(), "cdk-destroy-"));
  try {
    await cdk(environment, [
      "destroy",
      "--force",
      "--all",
      ...APP,
      "--output",
      output,
      ...cdkArguments,
    ]);
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

async function cdk(environment: Ministack["environment"], parameters: readonly string[]) {
  await promisify(execFile)(join(PROJECT_ROOT, "node_modules", ".bin", "cdk"), parameters, {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...environment },
    timeout: DEPLOY_TIMEOUT_MS,
    maxBuffer: 64 * 1024 ** 2,
  });
}

function environmentFor(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
  };
}

async function answering(endpoint: string, emulator: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && emulator.exitCode === null) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`ministack did not answer at ${endpoint} within ${START_TIMEOUT_MS} ms`);
}

async function end(emulator: ChildProcess): Promise<void> {
  if (emulator.exitCode === null && emulator.signalCode === null) {
    const exited = once(emulator, "exit");
    emulator.kill("SIGTERM");
    const force = setTimeout(() => emulator.kill("SIGKILL"), 5_000);
    await exited;
    clearTimeout(force);
  }
  killGroup(emulator);
}

/** Whatever is left of the emulator's group; nothing may be. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new TypeError("no port is free");
  return address.port;
}
