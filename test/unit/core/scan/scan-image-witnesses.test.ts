import { describe, expect, it } from "vitest";
import { scanError } from "../../../../core/contracts/reasons.ts";
import { CONTRACT_VERSION, parseScanResult } from "../../../../core/contracts/scan-result.ts";
import { makeJudgeImage, makeScanImage, scanSettingsOf } from "../../../../core/scan/scan-image.ts";
import type { CopyExamination, HistoryExamination } from "../../../../core/witness-ports.ts";
import { IMAGE, jobFor, MODEL } from "../../../helpers/builders.ts";
import {
  COPIES_SHA256,
  copiedPair,
  copyWitnessOf,
  examinationOfCopies,
} from "../../../helpers/copied-pairs.ts";
import { fakeScan, uniformMap } from "../../../helpers/doubles/fake-scan.ts";
import { MANIFEST_WITH_COPIES, MANIFEST_WITH_HISTORY } from "../../../helpers/doubles/manifests.ts";
import {
  examinationOf,
  HISTORY_RULES,
  HISTORY_SHA256,
  placedMap,
  SimulatedHistory,
} from "../../../helpers/history-map.ts";

const first = { isLast: false };
const last = { isLast: true };

describe("with compression history as a witness", () => {
  /** The network sees nothing; of 80 × 60 cells the first is said not to share the history. */
  const cells = placedMap(80, [1, ...Array<number>(80 * 60 - 1).fill(0)]);
  const scanWith = (answer: () => Promise<HistoryExamination | undefined>) => {
    const witness = new SimulatedHistory(answer);
    const deps = {
      ...fakeScan(uniformMap(8, 0)),
      history: { witness, rules: HISTORY_RULES, sha256: HISTORY_SHA256 },
    };
    return { deps, witness, scan: makeScanImage(deps) };
  };

  it.each(["heic", "avif"] as const)(
    "it is not asked of %s, whose blocks it would take for another history",
    async (format) => {
      const { deps } = scanWith(async () => examinationOf(cells, 0.9));
      const { codec } = fakeScan(uniformMap(8, 0), { ...IMAGE, format });
      const result = await makeScanImage({ ...deps, codec })(jobFor(), first);
      expect(parseScanResult(JSON.stringify(result))).toEqual(result);
      expect(result).toMatchObject({
        findings: { label: "authentic", witnesses: { history: { state: "cannotTell" } } },
      });
    },
  );

  it("it can decide alone; regions, fraction and map are of both", async () => {
    const { deps, witness } = scanWith(async () => examinationOf(cells, 0.9));
    const result = await makeScanImage(deps)(jobFor(), first);
    expect(parseScanResult(JSON.stringify(result))).toEqual(result);
    expect(result.model).toEqual({ ...MODEL, historySha256: HISTORY_SHA256 });
    expect(result).toMatchObject({
      version: CONTRACT_VERSION,
      findings: {
        label: "manipulated",
        ...{ decidedBy: "history", score: 0.9, threshold: 0.6 },
        witnesses: {
          network: { state: "nothing", score: 0, threshold: 0.5 },
          history: { state: "found", score: 0.9, threshold: 0.6 },
        },
        regions: [{ x: 0, y: 0 }],
      },
      map: { width: 80, height: 60 },
      timings: { historyMs: expect.any(Number) },
    });
    expect(witness.examined).toEqual([Uint8Array.of(1, 2, 3)]);
    expect(await makeJudgeImage(deps)(jobFor(), first)).toMatchObject({
      analysis: { probabilities: { width: 80, height: 60 } },
    });
  });

  it("it may not tell, and the network decides alone", async () => {
    const result = await scanWith(async () => undefined).scan(jobFor(), first);
    expect(parseScanResult(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({
      findings: { label: "authentic", witnesses: { history: { state: "cannotTell" } } },
      map: { width: 8 },
    });
  });

  it("it works while the network does", async () => {
    const begun: string[] = [];
    let release = () => {};
    const meanwhile = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { deps } = scanWith(async () => {
      begun.push("history");
      release();
      return undefined;
    });
    const decode = async () => {
      await meanwhile;
      return new Uint8Array(8 * 8 * 3);
    };
    const scan = makeScanImage({ ...deps, codec: { ...deps.codec, decode } });
    expect(await scan(jobFor(), first)).toMatchObject({ state: "scanned" });
    expect(begun).toEqual(["history"]);
  });

  it("what it cannot open is a result, what may pass is thrown", async () => {
    const corrupt = scanError("corrupt", { found: "no tables" });
    const result = await scanWith(() => Promise.reject(corrupt)).scan(jobFor(), first);
    expect(result).toMatchObject({ state: "failed", reason: { code: "corrupt" }, image: IMAGE });
    const ended = new Error("the thread ended");
    const { scan } = scanWith(() => Promise.reject(ended));
    await expect(scan(jobFor(), last)).rejects.toBe(ended);
  });

  it("of two errors the decoder's counts, whichever came first; nothing runs on behind it", async () => {
    let isDone = false;
    const { deps } = scanWith(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      isDone = true;
      throw new Error("the thread ended");
    });
    const error = scanError("corrupt", { found: "premature end" });
    const decode = () => Promise.reject(error);
    const scan = makeScanImage({ ...deps, codec: { ...deps.codec, decode } });
    expect(await scan(jobFor(), first)).toMatchObject({ reason: { code: "corrupt" } });
    expect(isDone).toBe(true);
  });

  it("a witness that breaks its contract gives no verdict", async () => {
    const { scan } = scanWith(async () => ({ ...examinationOf(cells, 0.9), score: Number.NaN }));
    await expect(scan(jobFor(), last)).rejects.toThrow("score NaN is outside");
  });
});

describe("with copies as a witness", () => {
  const scanWith = (examine: () => Promise<CopyExamination>) =>
    makeScanImage({
      ...fakeScan(uniformMap(8, 0)),
      copies: { witness: { examine }, certain: 0.6, sha256: COPIES_SHA256 },
    });

  it("a certain pair decides; regions, fraction and map hold the copy", async () => {
    const found = examinationOfCopies(copiedPair());
    const result = await scanWith(async () => found)(jobFor(), first);
    expect(parseScanResult(JSON.stringify(result))).toEqual(result);
    const { evidence: _, sides: __, ...pair } = copiedPair();
    expect(result).toMatchObject({
      version: CONTRACT_VERSION,
      model: { ...MODEL, copiesSha256: COPIES_SHA256 },
      findings: {
        label: "manipulated",
        decidedBy: "copies",
        witnesses: { copies: { state: "found", score: 0.9, threshold: 0.6 } },
        copies: [pair],
        regions: [{ x: 400, y: 100, width: 100, height: 80, areaPixels: 8000 }],
        manipulatedFraction: 8000 / (640 * 480),
      },
      timings: { copiesMs: expect.any(Number) },
    });
  });

  it("nothing found is said too, with no pairs", async () => {
    const result = await scanWith(async () => examinationOfCopies())(jobFor(), first);
    expect(parseScanResult(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({
      findings: { label: "authentic", witnesses: { copies: { state: "nothing" } }, copies: [] },
      map: { width: 8 },
    });
  });

  it("what it cannot open is a result, what may pass is thrown", async () => {
    const corrupt = scanError("corrupt", { found: "premature end" });
    const result = await scanWith(() => Promise.reject(corrupt))(jobFor(), first);
    expect(result).toMatchObject({ state: "failed", reason: { code: "corrupt" } });
    const ended = new Error("the thread ended");
    await expect(scanWith(() => Promise.reject(ended))(jobFor(), last)).rejects.toBe(ended);
  });
});

describe("what a manifest and its witnesses must agree on", () => {
  const NOBODY = { history: undefined, copies: undefined };
  const network = { value: 0.8, decidedBy: "robustScore" } as const;

  it("is whether there is history", () => {
    const witness = new SimulatedHistory(async () => undefined);
    const heard = { ...NOBODY, history: witness };
    const both = { network, history: 0.75 };
    expect(scanSettingsOf(MANIFEST_WITH_HISTORY, both, heard)).toMatchObject({
      threshold: network,
      history: {
        witness,
        rules: { threshold: 0.75, minConfidentFraction: 0.1, silentShift: 2 },
        sha256: "cd".repeat(32),
      },
    });
    const { history: _, ...networkAlone } = MANIFEST_WITH_HISTORY;
    expect(scanSettingsOf(networkAlone, { network }, NOBODY)).toMatchObject({
      threshold: network,
    });
    expect(() => scanSettingsOf(MANIFEST_WITH_HISTORY, both, NOBODY)).toThrow(TypeError);
    expect(() => scanSettingsOf(MANIFEST_WITH_HISTORY, { network }, heard)).toThrow(TypeError);
    expect(() => scanSettingsOf(networkAlone, both, heard)).toThrow(TypeError);
  });

  it("is whether copies are looked for", () => {
    const witness = copyWitnessOf(examinationOfCopies());
    const heard = { ...NOBODY, copies: witness };
    const { copies, ...without } = MANIFEST_WITH_COPIES;
    const searched = { network, copies: copies.acceptance.levels.certain };
    expect(scanSettingsOf(MANIFEST_WITH_COPIES, searched, heard)).toMatchObject({
      copies: { witness, certain: 0.75, sha256: "ef".repeat(32) },
    });
    expect(scanSettingsOf(without, { network }, NOBODY).copies).toBeUndefined();
    expect(() => scanSettingsOf(MANIFEST_WITH_COPIES, searched, NOBODY)).toThrow(TypeError);
    expect(() => scanSettingsOf(MANIFEST_WITH_COPIES, { network }, heard)).toThrow(TypeError);
    expect(() => scanSettingsOf(without, searched, heard)).toThrow(TypeError);
  });
});
