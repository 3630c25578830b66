import { type Found, shellBlocks } from "./prose.ts";

/** What runs a command of the documents, or why nothing does. */
export type Proof = { readonly ranBy: readonly string[] } | { readonly notRunAs: string };

const SCAN = "test/pipeline/cli/cli-scan.test.ts";
const PLACES = "test/pipeline/cli/cli-scan-places.test.ts";
const OPERATE = "test/pipeline/cli/cli-operate.test.ts";
const DEPLOY = "test/deploy/deploy.test.ts";
const SHAPES = "test/deploy/shapes.test.ts";

/** Commands by how they begin; the first that fits counts. */
export const PROOFS: readonly (readonly [start: RegExp, proof: Proof])[] = [
  [/^npm ci && npx fasa scan samples/, { ranBy: [".ci/run", "test/package/consumer.test.ts"] }],
  [/^(npx )?fasa scan .*--(overlay|skip-done)/, { ranBy: [SCAN, PLACES] }],
  [/^find .* \| fasa scan --files-from - -0/, { ranBy: [PLACES] }],
  [/^(npx )?fasa scan /, { ranBy: [SCAN] }],
  [/^(npx )?fasa report /, { ranBy: ["test/pipeline/cli/cli-report.test.ts"] }],
  [/^(npx )?fasa open /, { ranBy: ["test/pipeline/cli/cli-open.test.ts"] }],
  [/^(npx )?fasa evaluate /, { ranBy: ["test/pipeline/cli/cli-evaluate.test.ts"] }],
  [/^(npx )?fasa verdict /, { ranBy: ["test/pipeline/cli/cli-verdict.test.ts"] }],
  [/^(npx )?fasa list /, { ranBy: ["test/pipeline/cli/cli-list.test.ts"] }],
  [/^(npx )?fasa (backfill|reconcile|redrive) /, { ranBy: [OPERATE, DEPLOY] }],
  [/^(eval )?"?\$?\(?fasa completion /, { ranBy: ["test/unit/cli/completion.test.ts"] }],
  [/^export FASA_SYSTEM=/, { ranBy: [OPERATE] }],
  [/^npx cdk bootstrap/, { notRunAs: "an emulator needs no bootstrap stack" }],
  [/^npx cdk deploy .*sourceAccount=/, { ranBy: ["test/infra/app/source-account.test.ts"] }],
  [/^npx cdk deploy .*quarantine=/, { ranBy: ["test/deploy/follow-ups.test.ts"] }],
  [/^npx cdk deploy .*securityHub=/, { ranBy: ["test/infra/follow-ups/follow-ups.test.ts"] }],
  [/^npx cdk deploy .*compute=lambdaCpu/, { ranBy: [DEPLOY] }],
  [/^npx cdk deploy .*(bucket|verdictTable)=/, { ranBy: [DEPLOY, SHAPES] }],
  [/^npx cdk deploy( --outputs-file outputs\.json)?$/, { ranBy: [SHAPES] }],
  [/^(output\(\)|bucket=|region=)/, { notRunAs: "a shell's own words around the AWS CLI" }],
  [/^aws /, { notRunAs: "the AWS CLI is no part of this repository" }],
  [/^npm run page /, { ranBy: ["test/page/deployed-page.test.ts"] }],
  [/^npm run simulate/, { ranBy: ["test/unit/core/capacity/simulate.test.ts"] }],
  [/^npm run (test:page|bench)/, { ranBy: [".ci/run"] }],
  [/^npx tsx scripts\/model-card\.ts/, { ranBy: ["test/contracts/model-card.test.ts"] }],
  [/^npx tsx scripts\/page-screens\.ts/, { notRunAs: "it makes pictures to be looked at" }],
  [/^(pip install|python3 -m venv|pytest)/, { ranBy: [".ci/run"] }],
  [/^(mkdir photographs|apt-get |pip download|cd \.\.\/model)/, { notRunAs: "it fetches anew" }],
  [
    /^(python -m |recipes\/|START=|for set in|done$|find \$PWD)/,
    {
      notRunAs:
        "it takes data sets that are not in this repository; model/tests runs what it calls",
    },
  ],
];

/** Each line of the shell in a document, continued ones as one, without comments. */
export function commandsOf(source: string): Found[] {
  return shellBlocks(source).flatMap(({ line, text }) => {
    const command = text.replace(/\s+# .*$/, "").trim();
    return command === "" || command.startsWith("#") ? [] : [{ line, text: command }];
  });
}

export function proofOf(command: string): Proof | undefined {
  return PROOFS.find(([start]) => start.test(command))?.[1];
}
