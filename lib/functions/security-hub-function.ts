import { Stack } from "aws-cdk-lib";
import { Grant } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { ReportFindingEnv } from "../../lambdas/report-finding/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import { type FollowUpProps, VerdictFollowUp } from "./verdict-follow-up.ts";

export interface SecurityHubProps extends FollowUpProps {
  readonly scanner: string;
}

/**
 * Manipulated images → findings of Security Hub, which must be enabled in the account and region.
 *
 * @throws Error when there are no events to follow.
 */
export class SecurityHub extends Construct {
  readonly handler: BundledFunction;
  readonly followUp: VerdictFollowUp;

  constructor(scope: Construct, id: string, { scanner, ...following }: SecurityHubProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const productArn = Stack.of(this).formatArn({
      service: "securityhub",
      resource: "product",
      resourceName: `${account}/default`,
    });
    this.handler = new BundledFunction(this, "Function", {
      name: "report-finding",
      timeout: VerdictFollowUp.TIMEOUT,
      memoryMb: 256,
      environment: { SCANNER: scanner, PRODUCT_ARN: productArn } satisfies ReportFindingEnv,
    });
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ["securityhub:BatchImportFindings"],
      resourceArns: [productArn],
    });
    this.followUp = new VerdictFollowUp(this, "FollowUp", {
      handler: this.handler,
      name: "securityHub",
      ...following,
    });
  }
}
