// preview: shows the pages with the samples, as the program would with its own models: same templates, same headers.
//   node ui/build.mjs && node ui/preview.mjs [BUILT] [PORT]      then http://127.0.0.1:8090/figures?by=unit
// Answers the program's addresses with the sample that fits, and /NAME with ui/samples/NAME.json.
// For whoever works on the look; the program itself never runs this.

import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import mustache from "mustache";
import { readPo } from "./texts.mjs";

const ui = dirname(fileURLToPath(import.meta.url));
const built = resolve(process.argv[2] ?? join(dirname(ui), "build", "ui"));
const port = Number(process.argv[3] ?? 8090);
const types = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function translated(template, lang) {
  const texts = lang === "en" ? new Map() : readPo(readFileSync(join(dirname(ui), "po", `${lang}.po`), "utf8"));
  return template.replace(/\{\{_\s+([^}]*?)\s*\}\}/g, (_, text) => mustache.escape(texts.get(text) ?? text));
}

// The part of the model from which the picture is drawn (model.md).
function pictureOf(model) {
  const pick = (from, keys) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  const ofRow = ["key", "label", "labels", "day", "n_text", "value", "value_text", "low", "low_text", "high", "high_text", "exact"];
  const row = (from) => pick(from, [...ofRow, "verdict", "verdict_word", "why", "difference"]);
  if (!model.has_picture) return "";
  return JSON.stringify({
    ...pick(model, ["lang", "title", "question", "picture_sentence", "shape", "metric", "events"]),
    overall: { ...row(model.overall), is_reference: model.overall.is_reference },
    rows: model.rows.map(row),
  });
}

function page(model) {
  const partials = {};
  for (const file of readdirSync(join(built, "templates"))) {
    partials[file.replace(".mustache", "")] = translated(readFileSync(join(built, "templates", file), "utf8"), model.lang);
  }
  return mustache.render(partials[model.page], { ...model, model_json: pictureOf(model) }, partials);
}

// The sample that stands for an address of the program.
function sampleFor(pathname, query) {
  if (pathname === "/") return "start";
  if (pathname !== "/figures") return pathname.slice(1);
  const by = query.getAll("by").filter(Boolean);
  if (query.get("metric") === "npx") return "error";
  if (query.get("metric") === "purchase") return "total";
  if (query.get("customers")) return "groups-counted";
  if (by.length === 0) return "single";
  if (by.length === 2) return "heat";
  return by[0] === "month" ? "series" : "groups";
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  const answer = (status, type, body) => {
    const headers = { "Content-Type": type, "Content-Security-Policy": POLICY, "Cache-Control": "no-store" };
    const isText = !type.startsWith("font/");
    response.writeHead(status, isText ? { ...headers, "Content-Encoding": "gzip" } : headers);
    response.end(isText ? gzipSync(body) : body);
  };
  try {
    if (pathname.startsWith("/assets/")) {
      const name = pathname.slice("/assets/".length);
      if (!/^[\w.-]+$/.test(name)) throw new Error("no such asset");
      answer(200, types[extname(name)] ?? "application/octet-stream", readFileSync(join(built, "assets", name)));
      return;
    }
    const name = sampleFor(pathname, searchParams);
    const known = readdirSync(join(ui, "samples")).includes(`${name}.json`);
    const model = JSON.parse(readFileSync(join(ui, "samples", `${known ? name : "error"}.json`), "utf8"));
    model.lang = searchParams.get("lang") ?? model.lang;
    const status = model.status ?? 200;
    if (request.headers.accept === "application/json") answer(status, "application/json", JSON.stringify(model));
    else answer(status, "text/html; charset=utf-8", page(model));
  } catch (error) {
    answer(500, "text/plain; charset=utf-8", error.message);
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/figures?by=unit`));
