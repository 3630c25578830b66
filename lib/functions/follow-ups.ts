import type { Construct } from "constructs";
import { Quarantine, type QuarantineOptions, type QuarantineProps } from "./quarantine-function.ts";
import { SecurityHub } from "./security-hub-function.ts";

export interface FollowUpOptions {
  /** Keeps manipulated images elsewhere, once their verdict is on record. @default nothing is done with them */
  readonly quarantine?: QuarantineOptions;
  /** A finding of Security Hub for each manipulated image. Security Hub must be enabled. @default false */
  readonly securityHub?: boolean;
}

export interface FollowUps {
  readonly quarantine?: Quarantine;
  readonly securityHub?: SecurityHub;
}

/** What is done about manipulated images, of what is asked for. */
export function followUps(
  scope: Construct,
  { quarantine, securityHub = false }: FollowUpOptions,
  { verdicts, ...following }: Omit<QuarantineProps, keyof QuarantineOptions>,
): FollowUps {
  return {
    ...(quarantine && {
      quarantine: new Quarantine(scope, "Quarantine", { ...quarantine, ...following, verdicts }),
    }),
    ...(securityHub && { securityHub: new SecurityHub(scope, "SecurityHub", following) }),
  };
}
