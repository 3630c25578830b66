/** Text that is markup already. */
export interface Html {
  readonly html: string;
}

type Part = Html | readonly Html[] | string | number;

/** A template whose values cannot become markup, unless they are. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = strings.flatMap((text, index) => {
    const part = parts[index];
    return part === undefined ? [text] : [text, markupOf(part)];
  });
  return { html: texts.join("") };
}

function markupOf(part: Part): string {
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "html" in part ? part.html : part.map((one) => one.html).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
