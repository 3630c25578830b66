import { S3ServiceException } from "@aws-sdk/client-s3";
import { type ScanError, scanError } from "../../../core/contracts/reasons.ts";

/** What was asked of S3, for the wording of a refusal. */
export interface S3Request {
  readonly action: string;
  /** The ETag the request insisted on. */
  readonly expectedETag?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const NOT_FOUND = new Set(["NoSuchKey", "NoSuchVersion", "NoSuchBucket", "NotFound"]);
/** Throttling is a KMS error too, and passes. */
const KMS_REFUSALS = new Set([
  "KMS.DisabledException",
  "KMS.KMSInvalidStateException",
  "KMS.NotFoundException",
]);

/** What S3 said → the reason it stands for, or the error itself when a retry may help. */
export function asScanError(error: unknown, request: S3Request): unknown {
  if (!(error instanceof S3ServiceException)) return error;
  return reasonOf(error, request) ?? error;
}

function reasonOf(cause: S3ServiceException, request: S3Request): ScanError | undefined {
  const { expectedETag = "any" } = request;
  // A HEAD has no body, so its errors are told by the status alone.
  const status = cause.$metadata.httpStatusCode;
  if (NOT_FOUND.has(cause.name) || status === 404) {
    return scanError("not_found", { found: cause.name }, { cause });
  }
  // The version asked for is a delete marker.
  if (status === 405) return scanError("not_found", { found: "a delete marker" }, { cause });
  if (status === 412) return scanError("superseded", { expectedETag }, { cause });
  if (cause.name === "InvalidObjectState") {
    const storageClass = "StorageClass" in cause ? String(cause.StorageClass) : "unknown class";
    return scanError("archived", { storageClass }, { cause });
  }
  return denialOf(cause, request);
}

function denialOf(cause: S3ServiceException, { action }: S3Request): ScanError | undefined {
  const { name, message, $metadata } = cause;
  const isForbidden = $metadata.httpStatusCode === 403;
  if (KMS_REFUSALS.has(name) || (isForbidden && /\bkms:/i.test(message))) {
    return scanError("kms_denied", { action }, { cause });
  }
  // Encrypted with a key that only the uploader has.
  const isSseC = name === "InvalidRequest" && /server side encryption/i.test(message);
  if (isForbidden || isSseC) return scanError("access_denied", { action }, { cause });
  return undefined;
}
