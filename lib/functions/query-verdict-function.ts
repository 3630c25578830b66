import { Duration, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { ANY_BUCKET, type KeyFilters } from "../../core/settings/key-filter.ts";
import type { QueryVerdictEnv } from "../../lambdas/query-verdict/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { MaskBucket } from "../storage/mask-bucket.ts";
import type { AnyBucket } from "../storage/owned-or-imported.ts";
import type { VerdictTable } from "../storage/verdict-table.ts";

export interface QueryVerdictProps {
  readonly scanner: string;
  readonly verdicts: VerdictTable;
  readonly images: ImageSources;
  readonly masks: MaskBucket;
}

/** "What about this object?", and what was flagged lately. Reads alone. */
export class QueryVerdict extends Construct {
  readonly handler: BundledFunction;

  constructor(
    scope: Construct,
    id: string,
    { scanner, verdicts, images, masks }: QueryVerdictProps,
  ) {
    super(scope, id);
    this.handler = new BundledFunction(this, "Function", {
      name: "query-verdict",
      timeout: Duration.seconds(10),
      memoryMb: 512,
      environment: {
        SCANNER: scanner,
        VERDICT_TABLE: verdicts.table.tableName,
        KEY_FILTERS: Stack.of(this).toJsonString(filtersOf(images)),
      } satisfies QueryVerdictEnv,
    });
    verdicts.grantLookUp(this.handler);
    verdicts.grantList(this.handler);
    images.grantRead(this.handler);
    masks.grantRead(this.handler);
  }
}

/** By name where the names are known; the scanner's own bucket is the only one, and gets its name later. */
function filtersOf({ own, buckets, filters }: ImageSources): KeyFilters {
  const nameOf = (bucket: AnyBucket) => (own === undefined ? bucket.bucketName : ANY_BUCKET);
  return Object.fromEntries(buckets.map((bucket, index) => [nameOf(bucket), filters[index] ?? {}]));
}
