import { describe, expect, it } from "vitest";
import { z } from "zod";
import { securityFindingOf, severityOf } from "../../../../core/findings/security-finding.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { jobFor, scannedResult } from "../../../helpers/builders.ts";

const PRODUCT = "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default";
const settings = { productArn: PRODUCT, scanner: "Scanner", now: "2026-01-02T04:00:00.000Z" };
const verdictOf = (object: Parameters<typeof jobFor>[0] = {}, generation = 0) =>
  scannedVerdictOf(scannedResult(jobFor(object, generation)), "masks");
const findingOf = (...verdict: Parameters<typeof verdictOf>) =>
  securityFindingOf(verdictOf(...verdict), settings);

const text = (max: number) => z.string().max(max).regex(/\S/);

/** What Security Hub asks of a finding, and its bounds, in its API's own words. */
const Asff = z.strictObject({
  SchemaVersion: z.literal("2018-10-08"),
  Id: text(512),
  ProductArn: text(2048),
  GeneratorId: text(512),
  AwsAccountId: z.string().length(12),
  CreatedAt: z.iso.datetime(),
  UpdatedAt: z.iso.datetime(),
  Title: text(256),
  Description: text(1024),
  FindingProviderFields: z.strictObject({
    Severity: z.strictObject({
      Label: z.enum(["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"]),
      Original: text(64),
    }),
    Types: z
      .array(
        z
          .string()
          .regex(
            /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(\/[^/]+){0,2}$/,
          ),
      )
      .min(1)
      .max(50),
  }),
  Resources: z
    .array(
      z.strictObject({
        Type: text(256),
        Id: text(512),
        Partition: z.enum(["aws", "aws-cn", "aws-us-gov"]),
        Details: z
          .strictObject({
            AwsS3Object: z.strictObject({
              ETag: text(1000).optional(),
              VersionId: text(1024).optional(),
            }),
          })
          .optional(),
      }),
    )
    .min(1)
    .max(32),
  ProductFields: z
    .record(text(128), text(2048))
    .refine((fields) => Object.keys(fields).length <= 50),
});

const KEYS = [
  "a.jpg",
  " ",
  "\n\t",
  "ä".repeat(512),
  "🦆".repeat(256),
  `x${"🦆".repeat(255)}`,
  "a".repeat(1024),
  "../..",
];

it.each(KEYS)("is within the bounds of the format, whatever the key: %j", (key) => {
  for (const object of [{ key }, { key, versionId: "v".repeat(1022) }]) {
    const finding = findingOf(object);
    expect(Asff.safeParse(finding).error).toBeUndefined();
    expect(JSON.stringify(finding).length).toBeLessThan(240_000);
    expect(finding.Title.isWellFormed()).toBe(true);
  }
});

it("says what was found in which version, and by whom", () => {
  expect(findingOf()).toMatchObject({
    ProductArn: PRODUCT,
    AwsAccountId: "111122223333",
    GeneratorId: "fasa-scanner/Scanner/network",
    CreatedAt: "2026-01-02T03:04:06.000Z",
    UpdatedAt: "2026-01-02T04:00:00.000Z",
    Title: "Manipulated image: s3://uploads/press/red flöwer.jpg",
    Description: expect.stringContaining("score 0.970, threshold 0.500. 1 regions, 12.5 %"),
    FindingProviderFields: { Severity: { Label: "HIGH", Original: "0.9700" } },
    Resources: [
      {
        Type: "AwsS3Object",
        Id: "arn:aws:s3:::uploads/press/red flöwer.jpg",
        Details: {
          AwsS3Object: { ETag: "9336ebf25087d91c818ee6e9ec29f8c1", VersionId: "v1" },
        },
      },
    ],
    ProductFields: {
      "fasa/object": "s3://uploads/press/red flöwer.jpg",
      "fasa/scanId": verdictOf().scanId,
    },
  });
});

it("has one id for one version, so that a repeat updates it, and another for any other", () => {
  const ids = [
    findingOf(),
    findingOf({}, 1),
    findingOf({ versionId: "v2" }),
    findingOf({ key: "other" }),
    findingOf({ bucket: "press" }),
  ].map(({ Id }) => Id);
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(4);
});

it("names the bucket where a key is too long for a resource", () => {
  const [resource] = findingOf({ key: "a".repeat(1000) }).Resources;
  expect(resource).toEqual({ Type: "AwsS3Bucket", Id: "arn:aws:s3:::uploads", Partition: "aws" });
});

it("speaks of the partition and the account of its product", () => {
  const productArn = "arn:aws-cn:securityhub:cn-north-1:444455556666:product/444455556666/default";
  const finding = securityFindingOf(verdictOf(), { ...settings, productArn });
  expect(finding.AwsAccountId).toBe("444455556666");
  expect(finding.Resources[0]?.Id).toMatch(/^arn:aws-cn:s3:::/);
});

it.each([
  "arn:aws:securityhub:eu-central-1:111122223333:product/444455556666/default",
  "arn:aws:securityhub:eu-central-1::product/aws/macie",
  "",
])("imports under no other product: %j", (productArn) => {
  expect(() => securityFindingOf(verdictOf(), { ...settings, productArn })).toThrow(RangeError);
});

describe("severity", () => {
  it.each([
    [0.5001, 0.5, "LOW"],
    [0.66, 0.5, "LOW"],
    [0.67, 0.5, "MEDIUM"],
    [0.83, 0.5, "MEDIUM"],
    [0.84, 0.5, "HIGH"],
    [1, 0.99, "HIGH"],
    [1, 1, "HIGH"],
  ])("of %d above %d is %s", (score, threshold, expected) => {
    expect(severityOf(score, threshold)).toBe(expected);
  });

  it("is by the score of whoever decided", () => {
    const verdict = verdictOf();
    const finding = securityFindingOf(
      {
        ...verdict,
        ...{ decidedBy: "history", score: 0.7, threshold: 0.6 },
      },
      settings,
    );
    expect(finding.GeneratorId).toBe("fasa-scanner/Scanner/history");
    expect(finding.FindingProviderFields.Severity).toEqual({ Label: "LOW", Original: "0.7000" });
  });
});
