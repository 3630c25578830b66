import type { Region } from "../contracts/findings/findings.ts";
import type { ModelIdentity } from "../contracts/model-manifest.ts";
import type { ScannedVerdict, UnscannedVerdict } from "../contracts/verdict.ts";
import type { CopiedPair } from "../contracts/witnesses.ts";
import { accountOf } from "../explain/account.ts";
import { witnessSentences } from "../explain/witness-sentences.ts";
import { type Html, html } from "./html.ts";
import type { Evidence, ReportEntry, ReportPictures } from "./report-entry.ts";

/** The rest is in the verdict. */
const MAX_REGIONS_TOLD = 10;

/** @param number of the entry in the report, from 1 on. */
export function entrySection(entry: ReportEntry, number: number): Html {
  const { verdict, name } = entry;
  return html`<section>
<h2>${number}. ${name}</h2>
${verdict.state === "scanned" ? scanned(verdict, entry) : notScanned(verdict, entry)}
</section>
`;
}

function scanned(
  verdict: ScannedVerdict,
  { pictures, imageSha256, maskSha256 }: ReportEntry,
): Html {
  const share = `${(100 * verdict.manipulatedFraction).toFixed(1)} %`;
  const area = verdict.label === "manipulated" ? html` ${share} of the picture is marked.` : html``;
  return html`<p class="label ${verdict.label}">${verdict.label}</p>
<p>${headlineOf(verdict)}${area}</p>
${"found" in pictures ? figures(pictures.found, marksIn(verdict)) : missing("Picture", pictures)}
<ul>${witnessSentences(verdict).map(({ text, isDeciding }) => html`<li>${isDeciding ? html`<b>Decided.</b> ` : html``}${text}</li>`)}</ul>
${verdict.label === "manipulated" ? regions(verdict.regions) : html``}
${copies(verdict.copies ?? [])}
${facts([
  ["Scanned", verdict.scannedAt],
  ["Size", sizeText(verdict)],
  ["Version", verdict.objectVersion],
  ["Image sha256", evidenceText(imageSha256)],
  ["Mask sha256", evidenceText(maskSha256)],
  ...modelFacts(verdict.model),
])}`;
}

/** What was found, and by whom. */
function headlineOf(verdict: ScannedVerdict): string {
  if (verdict.label === "authentic") {
    return "Nothing was found, which does not prove the picture authentic.";
  }
  const { headline, witnesses } = accountOf(verdict);
  const finders = witnesses.filter(({ state }) => state === "found").map(({ name }) => name);
  return `${headline} Found by ${finders.join(", ")}.`;
}

type Unscanned = Exclude<ReportEntry["verdict"], ScannedVerdict>;

function notScanned(verdict: Unscanned, { imageSha256 }: ReportEntry): Html {
  const reason: Html =
    verdict.state === "deleted"
      ? html`<p>It was deleted.</p>`
      : html`<p>${reasonText(verdict)}</p>`;
  return html`<p class="label">${verdict.state}</p>
${reason}
${facts([
  ["Decided", verdict.scannedAt],
  ["Version", verdict.objectVersion],
  ["Image sha256", evidenceText(imageSha256)],
])}`;
}

function reasonText({ reason }: UnscannedVerdict): string {
  return `${reason.message} (${reason.code})`;
}

/** What lies over the picture, in words. Of an authentic one that is nothing but hints of copies. */
function marksIn({ label, copies = [] }: ScannedVerdict): readonly string[] {
  return [
    ...(label === "manipulated" ? ["red where it is marked"] : []),
    ...(copies.length > 0 ? ["regions with the same pixels joined by a line"] : []),
  ];
}

function figures({ original, overlay }: ReportPictures, marks: readonly string[]): Html {
  const picture = (base64: string, caption: string) =>
    html`<figure><img alt="${caption}" src="data:image/jpeg;base64,${base64}"><figcaption>${caption}</figcaption></figure>`;
  const caption = `What was found: ${marks.join(", ")}`;
  const marked = marks.length > 0 ? [picture(overlay, caption)] : [];
  return html`<div class="pictures">${[picture(original, "As it was scanned"), ...marked]}</div>`;
}

function missing(what: string, evidence: Evidence<unknown>): Html {
  return html`<p class="missing">${what}: ${"missing" in evidence ? evidence.missing : ""}</p>`;
}

function regions(all: readonly Region[]): Html {
  if (all.length === 0) return html``;
  const rows = all
    .slice(0, MAX_REGIONS_TOLD)
    .map(
      ({ x, y, width, height, areaPixels, score }) =>
        html`<tr><td>${x}, ${y}</td><td>${width} × ${height}</td><td>${areaPixels}</td><td>${score.toFixed(3)}</td></tr>`,
    );
  const rest = all.length - rows.length;
  const more = rest > 0 ? html`<p>And ${rest} smaller ones.</p>` : html``;
  return html`<table><caption>Marked regions, the largest first</caption>
<thead><tr><th>left, top</th><th>size</th><th>pixels</th><th>highest value</th></tr></thead><tbody>${rows}</tbody></table>${more}`;
}

function copies(pairs: readonly CopiedPair[]): Html {
  if (pairs.length === 0) return html``;
  const rows = pairs.map(
    ({ source, copy, level, confidence, isSideKnown }) =>
      html`<tr><td>${boxText(source)}</td><td>${boxText(copy)}</td><td>${isSideKnown ? "second is the copy" : "either may be the copy"}</td><td>${level}</td><td>${confidence.toFixed(3)}</td></tr>`,
  );
  return html`<table><caption>Regions with the same pixels</caption>
<thead><tr><th>one</th><th>the other</th><th>which</th><th>level</th><th>confidence</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function boxText({ box }: CopiedPair["copy"]): string {
  return `${box.x}, ${box.y}, ${box.width} × ${box.height}`;
}

function sizeText({ image }: ScannedVerdict): string {
  return `${image.width} × ${image.height} pixels, ${image.format}, ${image.sizeBytes} bytes`;
}

function modelFacts(model: ModelIdentity): [string, string][] {
  const files: [string, string | undefined][] = [
    ["Network sha256", model.sha256],
    ["History sha256", model.historySha256],
    ["Copies sha256", model.copiesSha256],
  ];
  const known = files.flatMap(([name, sha256]): [string, string][] =>
    sha256 === undefined ? [] : [[name, sha256]],
  );
  return [["Model", `${model.name} ${model.version}`], ...known];
}

function evidenceText(evidence: Evidence<string>): string {
  return "found" in evidence ? evidence.found : evidence.missing;
}

function facts(rows: readonly (readonly [string, string])[]): Html {
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
