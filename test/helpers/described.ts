/** Names of the fields of a JSON Schema, at any depth, that have no description. */
export function undescribedIn(schema: unknown): string[] {
  return fieldsIn(schema).flatMap(({ path, field }) => (descriptionOf(field) ? [] : [path]));
}

const UNIT =
  /\b(pixels?|bytes|milliseconds|from 0 to 1|at most 1|no unit|version|counted from|how many|counter|status)\b/i;

/** Of those with a number: whose description says neither unit nor range, nor that it counts. */
export function unitlessIn(schema: unknown): string[] {
  return fieldsIn(schema).flatMap(({ path, field }) =>
    isNumber(field) && !UNIT.test(descriptionOf(field)) ? [path] : [],
  );
}

interface Field {
  readonly path: string;
  readonly field: unknown;
}

/** In `properties`, and in parameters of an OpenAPI document, whose schema has the description. */
function fieldsIn(node: unknown, path = ""): Field[] {
  return entriesOf(node).flatMap(([name, child]) => {
    if (name === "properties") {
      return entriesOf(child).flatMap(([key, field]) => {
        const at = path === "" ? key : `${path}.${key}`;
        return [...(isConstraint(field) ? [] : [{ path: at, field }]), ...fieldsIn(field, at)];
      });
    }
    const parameters = name === "parameters" ? entriesOf(child) : [];
    const named = parameters.map(([at, field]) => ({ path: `parameter ${at}`, field }));
    return [...named, ...fieldsIn(child, path)];
  });
}

/** `{ "const": 1 }` inside an `anyOf` says when the rest counts; the field itself stands elsewhere. */
const isConstraint = (field: unknown) =>
  entriesOf(field).every(([name]) => name === "const") && entriesOf(field).length > 0;

function entriesOf(node: unknown): [string, unknown][] {
  return typeof node === "object" && node !== null ? Object.entries(node) : [];
}

function memberOf(node: unknown, name: string): unknown {
  return entriesOf(node).find(([key]) => key === name)?.[1];
}

function descriptionOf(field: unknown): string {
  const text = memberOf(field, "description");
  return typeof text === "string" ? text : "";
}

function isNumber(field: unknown): boolean {
  const type = memberOf(field, "type");
  return type === "number" || type === "integer";
}
