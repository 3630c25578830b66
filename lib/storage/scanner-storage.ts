import type { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import { acceptNoAccessLogs } from "./accepted-findings.ts";
import { ImageBucket } from "./image-bucket.ts";
import { MaskBucket } from "./mask-bucket.ts";
import type { AnyBucket, AnyTable } from "./owned-or-imported.ts";
import { VerdictTable } from "./verdict-table.ts";

export interface ScannerStorageProps {
  /** Whether images get a bucket here. @default true */
  readonly hasImages?: boolean;
  /** Of images that were overwritten or deleted; with them goes their verdict. @default for ever */
  readonly oldVersionsKept?: Duration;
  /** Takes the masks, under `masks/`. @default one of its own */
  readonly existingMaskBucket?: AnyBucket;
  /** With the keys `object` and `version`, and the list index. @default one of its own */
  readonly existingVerdictTable?: AnyTable;
}

/**
 * All that outlives a scanner: the images, their masks and verdicts. What it makes stays when its
 * stack goes. In a stack of its own, a scanner can be thrown away and deployed anew beside it.
 */
export class ScannerStorage extends Construct {
  /** Undefined when the images come from buckets that exist already. */
  readonly images: ImageBucket | undefined;
  readonly masks: MaskBucket;
  readonly verdicts: VerdictTable;

  constructor(scope: Construct, id: string, props: ScannerStorageProps = {}) {
    super(scope, id);
    this.images =
      (props.hasImages ?? true)
        ? new ImageBucket(this, "Images", props.oldVersionsKept)
        : undefined;
    this.masks = new MaskBucket(this, "Masks", props.existingMaskBucket);
    this.verdicts = new VerdictTable(this, "Verdicts", props.existingVerdictTable);
    acceptNoAccessLogs(this);
  }
}

export interface StorageChoice extends Omit<ScannerStorageProps, "hasImages"> {
  readonly storage?: ScannerStorage;
  readonly sources?: readonly unknown[];
}

/**
 * The storage that was given, or else a new one below `scope`.
 *
 * @throws Error when a prop says what the given storage says already.
 */
export function storageFor(scope: Construct, props: StorageChoice): ScannerStorage {
  const { storage, sources, ...existing } = props;
  const hasImages = sources === undefined || sources.length === 0;
  if (storage === undefined) {
    const { existingMaskBucket, existingVerdictTable, oldVersionsKept } = existing;
    return new ScannerStorage(scope, "Storage", {
      hasImages,
      ...(oldVersionsKept && { oldVersionsKept }),
      ...(existingMaskBucket && { existingMaskBucket }),
      ...(existingVerdictTable && { existingVerdictTable }),
    });
  }
  for (const name of ["existingMaskBucket", "existingVerdictTable", "oldVersionsKept"] as const) {
    if (existing[name] === undefined) continue;
    throw new Error(`expected storage or ${name}, received both: give ${name} to ScannerStorage`);
  }
  if ((storage.images !== undefined) === hasImages) return storage;
  throw new Error(
    hasImages
      ? "the storage has no images: give sources, or leave hasImages out"
      : "expected sources or a storage with images, received both: give the storage hasImages: false",
  );
}
