import { IMAGE_ACTIONS, type ImageSource, uploadPattern } from "./image-sources.ts";

/** What the owner of buckets in another account is asked for. */
export interface SourceAccountRequest {
  /** Of that account alone. */
  readonly sources: readonly ImageSource[];
  /** Name of the scanner's bus that takes their events. */
  readonly busName: string;
  /** Whose roles read images: CloudFormation begins their names so. */
  readonly stackNames: readonly string[];
  /** Whether images are moved to quarantine. */
  readonly isMoving: boolean;
  /** Whether verdicts become tags. */
  readonly isTagging: boolean;
}

/** A resource of a template, or the whole of one, as JSON. */
export type Template = Readonly<Record<string, unknown>>;

const ref = (Ref: string) => ({ Ref });
/** In what is put into policies by hand nothing is filled in. */
const SCANNER_ACCOUNT = "<ScannerAccount>";
/** Of a long name of a stack, CloudFormation takes the beginning for the names of roles. */
const SURE_CHARACTERS = 20;

/**
 * A template of CloudFormation for the account whose buckets are scanned: a rule that sends the events of
 * each bucket to the scanner's bus, and the role by which it does. Policies of buckets and keys exist
 * already, and a template would replace them: the statements that they need are in its metadata.
 */
export function sourceAccountTemplate(request: SourceAccountRequest): Template {
  const { sources, busName } = request;
  const bus = busArn(busName);
  const rules = sources.map((source, index) => [`Uploads${index}`, ruleFor(source, bus)]);
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Sends events of S3 to a FASA scanner in another account",
    Metadata: { Statements: statementsFor(request) },
    Parameters: {
      ScannerAccount: { Type: "String", AllowedPattern: "[0-9]{12}" },
      ScannerRegion: { Type: "String", AllowedPattern: "[a-z0-9-]+" },
    },
    Resources: { Sender: senderTo(bus), ...Object.fromEntries(rules) },
  };
}

function busArn(busName: string): Template {
  const [partition, region] = [ref("AWS::Partition"), ref("ScannerRegion")];
  const resource = `event-bus/${busName}`;
  const parts = ["arn", partition, "events", region, ref("ScannerAccount"), resource];
  return { "Fn::Join": [":", parts] };
}

function ruleFor({ bucket, account: _, ...filter }: ImageSource, bus: Template): Template {
  const { source, detailType, detail } = uploadPattern(bucket, filter);
  return {
    Type: "AWS::Events::Rule",
    Properties: {
      Description: `Uploads and deletions in ${bucket.bucketName}, for a FASA scanner`,
      EventPattern: { source, "detail-type": detailType, detail },
      Targets: [{ Id: "Scanner", Arn: bus, RoleArn: { "Fn::GetAtt": ["Sender", "Arn"] } }],
    },
  };
}

function senderTo(bus: Template): Template {
  const assumedBy = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "aws:SourceAccount": ref("AWS::AccountId") } },
  };
  const put = { Effect: "Allow", Action: "events:PutEvents", Resource: bus };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [assumedBy] },
      Policies: [
        { PolicyName: "Send", PolicyDocument: { Version: "2012-10-17", Statement: [put] } },
      ],
    },
  };
}

/** By the policy that they go into: each bucket's, and that of the key, where there is one. */
function statementsFor(request: SourceAccountRequest): Template {
  const { sources, isMoving, isTagging } = request;
  const { list, read, hide, tag } = IMAGE_ACTIONS;
  const objects = [...read, ...(isMoving ? hide : []), ...(isTagging ? tag : [])];
  const buckets = sources.map(({ bucket: { bucketName } }) => [
    `bucket ${bucketName}`,
    [
      statement(request, "FasaScannerLists", list, `arn:aws:s3:::${bucketName}`),
      statement(request, "FasaScannerReads", objects, `arn:aws:s3:::${bucketName}/*`),
    ],
  ]);
  const keys = sources.flatMap(({ bucket: { encryptionKey } }) => encryptionKey?.keyArn ?? []);
  const decrypt = [statement(request, "FasaScannerDecrypts", ["kms:Decrypt"], "*")];
  return Object.fromEntries([
    ...buckets,
    ...[...new Set(keys)].map((arn) => [`key ${arn}`, decrypt]),
  ]);
}

/** To the scanner's roles alone, of whom only the beginning of their names is known beforehand. */
function statement(
  { stackNames }: SourceAccountRequest,
  Sid: string,
  Action: readonly string[],
  Resource: string,
): Template {
  const names = new Set(stackNames.map((name) => name.slice(0, SURE_CHARACTERS)));
  const roles = [...names].map((name) => `arn:aws:iam::${SCANNER_ACCOUNT}:role/${name}*`);
  return {
    Sid,
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${SCANNER_ACCOUNT}:root` },
    Action,
    Resource,
    Condition: { ArnLike: { "aws:PrincipalArn": roles } },
  };
}
