import { Duration } from "aws-cdk-lib";
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpIamAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Construct } from "constructs";
import { VERDICT_ROUTES } from "../core/contracts/verdict-query.ts";
import type { QueryVerdictEnv } from "../lambdas/query-verdict/env.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { ImageSources } from "./image-sources.ts";
import { logGroup } from "./log-group.ts";
import type { MaskBucket } from "./mask-bucket.ts";
import type { VerdictTable } from "./verdict-table.ts";

export interface QueryVerdictProps {
  readonly verdicts: VerdictTable;
  readonly images: ImageSources;
  readonly masks: MaskBucket;
}

/** "What about this object?" over HTTP, for callers with the right to invoke the API. */
export class QueryVerdict extends Construct {
  readonly handler: BundledFunction;
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { verdicts, images, masks }: QueryVerdictProps) {
    super(scope, id);
    this.handler = new BundledFunction(this, "Function", {
      name: "query-verdict",
      timeout: Duration.seconds(10),
      memoryMb: 512,
      environment: { VERDICT_TABLE: verdicts.table.tableName } satisfies QueryVerdictEnv,
    });
    verdicts.grantLookUp(this.handler);
    images.grantRead(this.handler);
    masks.grantRead(this.handler);

    const defaultAuthorizer = new HttpIamAuthorizer();
    this.api = new HttpApi(this, "Api", { defaultAuthorizer, createDefaultStage: false });
    new HttpStage(this, "Stage", {
      httpApi: this.api,
      autoDeploy: true,
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup(this, "AccessLogs")) },
    });
    const integration = new HttpLambdaIntegration("Query", this.handler);
    for (const path of Object.values(VERDICT_ROUTES)) {
      this.api.addRoutes({ path, methods: [HttpMethod.GET], integration });
    }
  }
}
