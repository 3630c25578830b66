import { z } from "zod";
import { SCANS_ROUTE, ScanRequestBody, ScanRequested } from "./scan-request.ts";
import { ListAnswer, ListQuery } from "./verdict-list.ts";
import {
  PendingAnswer,
  Problem,
  VERDICT_ROUTES,
  VerdictAnswer,
  VerdictQuery,
} from "./verdict-query.ts";

const JSON_TYPE = "application/json";
const PROBLEM_TYPE = "application/problem+json";

/** The query API as an OpenAPI 3.1 document, made of the contracts that the API itself parses with. */
export function openApi() {
  const about = {
    tags: ["verdicts"],
    responses: {
      200: answer("What the scan ended in.", VerdictAnswer),
      202: answer("The object is there, its verdict is not yet.", PendingAnswer),
      404: problem(
        "Nothing is known of it, and no such object is seen, or the filter of its bucket leaves it out.",
      ),
      ...FAULTS,
    },
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "FASA scanner",
      version: "1",
      description:
        "Verdicts about images, by object key. In the cloud every request is signed (AWS Signature Version 4, service execute-api).",
    },
    security: [{ sigv4: [] }],
    paths: {
      [VERDICT_ROUTES.canonical]: {
        get: {
          operationId: "getVerdict",
          summary: "The verdict about an object, or about one version of it",
          parameters: inQuery(VerdictQuery),
          ...about,
        },
      },
      [VERDICT_ROUTES.byPath.replace("{key+}", "{key}")]: {
        get: {
          operationId: "getVerdictByPath",
          summary: "The same for keys that a URL's path does not change; a key may hold slashes",
          parameters: [
            ...inPath(VerdictQuery.pick({ bucket: true, key: true })),
            ...inQuery(VerdictQuery.pick({ versionId: true })),
          ],
          ...about,
        },
      },
      [VERDICT_ROUTES.list]: {
        get: {
          operationId: "listVerdicts",
          summary: "The newest verdicts about what is current, under one heading or all",
          tags: ["verdicts"],
          parameters: inQuery(ListQuery),
          responses: { 200: answer("A page of them.", ListAnswer), ...FAULTS },
        },
      },
      [SCANS_ROUTE]: {
        post: {
          operationId: "requestScan",
          summary: "Scans an object, whatever was said of it before",
          tags: ["scans"],
          requestBody: {
            required: true,
            content: { [JSON_TYPE]: { schema: schemaOf(ScanRequestBody) } },
          },
          responses: {
            202: answer("The scan is on the queue; its verdict will carry this id.", ScanRequested),
            403: problem("The scanner may not read the object."),
            404: problem("There is no such object."),
            ...FAULTS,
          },
        },
      },
    },
    components: {
      securitySchemes: {
        sigv4: {
          type: "apiKey",
          name: "Authorization",
          in: "header",
          "x-amazon-apigateway-authtype": "awsSigv4",
        },
      },
    },
  };
}

const FAULTS = {
  400: problem("The request cannot be followed; the detail says why."),
  503: problem("The table or the bucket does not answer. Ask again in a moment."),
};

function answer(description: string, schema: z.ZodType) {
  return { description, content: { [JSON_TYPE]: { schema: schemaOf(schema) } } };
}

function problem(description: string) {
  return { description, content: { [PROBLEM_TYPE]: { schema: schemaOf(Problem) } } };
}

const inQuery = (schema: z.ZodObject) => parameters("query", schema);
const inPath = (schema: z.ZodObject) => parameters("path", schema);

function parameters(place: "query" | "path", schema: z.ZodObject) {
  const { properties = {}, required = [] } = schemaOf(schema);
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...schema } = typeof property === "boolean" ? {} : property;
    return { name, in: place, description, required: required.includes(name), schema };
  });
}

/** As a caller writes it: what has a default is not required. */
function schemaOf(schema: z.ZodType) {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" });
  return rest;
}
