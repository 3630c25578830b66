import { describe, expect, it } from "vitest";
import { hasImageEnding, whyNoPicture } from "../../../../core/formats/no-picture.ts";
import { flat, RED } from "../../../helpers/pictures.ts";

it.each(["a.jpg", "b/c.JPEG", "d.tar.heic"])("%s has the ending of an image", (name) => {
  expect(hasImageEnding(name)).toBe(true);
});

it.each(["a.txt", "jpg", "a.jpg/b", "a.png.", "", "b/.png"])("%j has none", (name) => {
  expect(hasImageEnding(name)).toBe(false);
});

describe("a file among others", () => {
  it("is a picture where its name or its first bytes say so", async () => {
    const png = await flat(40, 40, RED).png().toBuffer();
    expect(whyNoPicture("scan", png)).toBeUndefined();
    expect(whyNoPicture("text.jpg", Buffer.from("no image"))).toBeUndefined();
  });

  it.each([
    ["notes.txt", "no image", "text, which is no image that is scanned"],
    ["list", "", "an empty file, which is no image that is scanned"],
    ["paper.pdf", "%PDF-1.7", "a PDF document, which is no image that is scanned"],
  ])("is none otherwise: %s", (name, start, why) => {
    expect(whyNoPicture(name, Buffer.from(start))).toBe(why);
  });
});
