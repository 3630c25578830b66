import { ArnFormat, type Duration, Stack } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Grant, type IGrantable, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from "aws-cdk-lib/aws-sagemaker";
import { Construct } from "constructs";
import { EXCHANGE_PREFIXES } from "../../../core/contracts/object-keys.ts";
import { sizeOf } from "../../../core/cost/instances.ts";
import type { EndpointInstance } from "../../../core/cost/prices.ts";
import type { ServeEnv } from "../../../gpu-worker/env.ts";
import { WORKER_LOADS } from "../../../gpu-worker/worker-load.ts";
import { MINUTES_5 } from "../../operations/scanner-metrics.ts";
import { acceptArn, acceptFinding } from "../../storage/accepted-findings.ts";
import type { Exchange } from "../../storage/exchange.ts";
import type { ScanHop } from "../compute.ts";
import { workerImage } from "../worker-image.ts";

export interface EndpointProps {
  readonly hop: ScanHop;
  readonly exchange: Exchange;
  readonly instance: EndpointInstance;
}

const VARIANT = "AllTraffic";
/** Driver 580, the oldest that runs CUDA 13: docs/operations.md has the versions that belong together. */
const INFERENCE_AMI = "al2023-ami-sagemaker-inference-gpu-4-1";
/** Fetching a large model, checking it and warming it up. */
const START_TIMEOUT_SECONDS = 900;
/** Every endpoint writes below this group. */
const LOG_GROUPS = "/aws/sagemaker/Endpoints/*";

/** The worker's image as an asynchronous endpoint, entry point `serve`. */
export class Endpoint extends Construct {
  readonly role: Role;
  readonly endpoint: CfnEndpoint;

  constructor(scope: Construct, id: string, props: EndpointProps) {
    super(scope, id);
    this.role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("sagemaker.amazonaws.com"),
      description: "What the endpoint may do: read images and jobs, write results",
    });
    const model = this.#model(props);
    const { attrEndpointConfigName } = this.#config(props, model);
    this.endpoint = new CfnEndpoint(this, "Endpoint", {
      endpointConfigName: attrEndpointConfigName,
    });
  }

  get name(): string {
    return this.endpoint.attrEndpointName;
  }

  /** As Application Auto Scaling names what it scales. */
  get scalingId(): string {
    return `endpoint/${this.name}/variant/${VARIANT}`;
  }

  get arn(): string {
    return this.endpoint.ref;
  }

  grantInvoke(grantee: IGrantable): Grant {
    const actions = ["sagemaker:InvokeEndpointAsync"];
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.arn] });
  }

  metric(metricName: string, statistic: string): Metric {
    const dimensionsMap = { EndpointName: this.name };
    return new Metric({
      namespace: "AWS/SageMaker",
      metricName,
      dimensionsMap,
      statistic,
      period: MINUTES_5,
    });
  }

  /**
   * Reports of its instances in a period. `Assumption:` each reports its processor's use once a minute.
   * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
   */
  reports(period: Duration): Metric {
    return new Metric({
      namespace: "/aws/sagemaker/Endpoints",
      metricName: "CPUUtilization",
      dimensionsMap: { EndpointName: this.name, VariantName: VARIANT },
      statistic: "SampleCount",
      period,
    });
  }

  #model({ hop, exchange, instance }: EndpointProps): CfnModel {
    const { model, images } = hop;
    const image = workerImage(this, "Image", model);
    const resource = new CfnModel(this, "Model", {
      executionRoleArn: this.role.roleArn,
      primaryContainer: {
        image: image.imageUri,
        environment: {
          AWS_REGION: Stack.of(this).region,
          SCANNER: hop.scanner,
          PROVIDER: "cuda",
          MAX_BATCH: String(WORKER_LOADS.cuda.maxBatch),
          ...model.environment(),
          UV_THREADPOOL_SIZE: String(sizeOf(instance).cores),
        } satisfies ServeEnv & { UV_THREADPOOL_SIZE: string },
      },
    });
    image.repository.grantPull(this.role);
    images.grantRead(this.role);
    model.grantRead(this.role);
    exchange.grantAnswer(this.role);
    this.#grantLogs();
    // SageMaker checks while deploying what the role may do.
    resource.node.addDependency(this.role);
    acceptFinding(this, "IAM5[Resource::*]", "ECR's login names no resource.");
    return resource;
  }

  #config({ exchange, instance }: EndpointProps, model: CfnModel): CfnEndpointConfig {
    const path = (prefix: string) => exchange.bucket.s3UrlForObject(prefix);
    return new CfnEndpointConfig(this, "Config", {
      productionVariants: [
        {
          variantName: VARIANT,
          modelName: model.attrModelName,
          instanceType: instance,
          // Auto scaling takes it to zero.
          initialInstanceCount: 1,
          inferenceAmiVersion: INFERENCE_AMI,
          containerStartupHealthCheckTimeoutInSeconds: START_TIMEOUT_SECONDS,
        },
      ],
      asyncInferenceConfig: {
        clientConfig: { maxConcurrentInvocationsPerInstance: WORKER_LOADS.cuda.maxInFlight },
        outputConfig: {
          s3OutputPath: path(EXCHANGE_PREFIXES.results),
          s3FailurePath: path(EXCHANGE_PREFIXES.failures),
          notificationConfig: {
            successTopic: exchange.success.topicArn,
            errorTopic: exchange.error.topicArn,
            includeInferenceResponseIn: ["SUCCESS_NOTIFICATION_TOPIC"],
          },
        },
      },
    });
  }

  #grantLogs(): void {
    const arn = Stack.of(this).formatArn({
      service: "logs",
      resource: "log-group",
      resourceName: LOG_GROUPS,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    Grant.addToPrincipal({
      grantee: this.role,
      actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      resourceArns: [arn],
    });
    acceptArn(this, arn, "SageMaker names the group after the endpoint.");
  }
}
