import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { type ModelEnv, modelLocationOf } from "../../../core/settings/model-env.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../../model/shipped-model.ts";
import { fetchModel } from "./fetch-model.ts";

/** Where on this disk the model is that the environment names. @throws what `fetchModel` throws. */
export async function modelDirectoryOf(client: S3Client, env: ModelEnv): Promise<string> {
  const location = modelLocationOf(env);
  if (location === undefined) return env.MODEL_DIRECTORY ?? SHIPPED_MODEL_DIRECTORY;
  const directory = join(tmpdir(), `fasa-model-${location.manifestSha256}`);
  await fetchModel(client, location, directory);
  return directory;
}
