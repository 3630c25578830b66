import { EC2Client } from "@aws-sdk/client-ec2";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { type Emulator, makeS3Client } from "../clients.ts";
import type { AccountClients } from "./read-account.ts";

/** Apart from other clients: nothing that is deployed needs these, and one of them is large. */
export function makeAccountClients(emulator?: Emulator): AccountClients {
  const options = emulator
    ? {
        ...emulator,
        region: "us-east-1",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      }
    : {};
  return {
    quotas: new ServiceQuotasClient(options),
    ec2: new EC2Client(options),
    s3: makeS3Client(emulator),
  };
}
