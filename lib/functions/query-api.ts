import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpIamAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { type IMetric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { SCANS_ROUTE } from "../../core/api/scan-request.ts";
import { VERDICT_ROUTES } from "../../core/api/verdict-query.ts";
import { logGroup } from "../assets/log-group.ts";
import { MINUTES_5 } from "../operations/scanner-metrics.ts";
import { QueryVerdict, type QueryVerdictProps } from "./query-verdict-function.ts";
import { RequestScan, type RequestScanProps } from "./request-scan-function.ts";

/** Who asked when, by which route. The path is left out: it holds keys. */
const ACCESS = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  ip: "$context.identity.sourceIp",
  caller: "$context.identity.userArn",
  route: "$context.routeKey",
  status: "$context.status",
  bytes: "$context.responseLength",
};

/** Verdicts over HTTP, for callers with the right to invoke the API: every request is signed. */
export class QueryApi extends Construct {
  readonly api: HttpApi;
  readonly queryVerdict: QueryVerdict;
  readonly requestScan: RequestScan;

  constructor(scope: Construct, id: string, props: QueryVerdictProps & RequestScanProps) {
    super(scope, id);
    this.queryVerdict = new QueryVerdict(this, "QueryVerdict", props);
    this.requestScan = new RequestScan(this, "RequestScan", props);

    const defaultAuthorizer = new HttpIamAuthorizer();
    this.api = new HttpApi(this, "Api", { defaultAuthorizer, createDefaultStage: false });
    new HttpStage(this, "Stage", {
      httpApi: this.api,
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup(this, "AccessLogs")),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS)),
      },
    });
    const query = new HttpLambdaIntegration("Query", this.queryVerdict.handler);
    for (const path of Object.values(VERDICT_ROUTES)) {
      this.api.addRoutes({ path, methods: [HttpMethod.GET], integration: query });
    }
    const request = new HttpLambdaIntegration("Request", this.requestScan.handler);
    this.api.addRoutes({ path: SCANS_ROUTE, methods: [HttpMethod.POST], integration: request });
  }

  /** Answers with 5xx in five minutes, those to callers that were throttled too. */
  get errors(): IMetric {
    return this.api.metricServerError({ period: MINUTES_5, statistic: Stats.SUM });
  }
}
