// preview: shows the pages with the samples, as the program would with its own models: same templates, same headers.
//   node ui/build.mjs /tmp/ui && node ui/preview.mjs /tmp/ui [PORT]      then http://127.0.0.1:8090/<name of a sample>
// For whoever works on the look; the program itself never runs this.

import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
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

function page(model) {
  const partials = {};
  for (const file of readdirSync(join(built, "templates"))) {
    partials[file.replace(".mustache", "")] = translated(readFileSync(join(built, "templates", file), "utf8"), model.lang);
  }
  return mustache.render(partials[model.page], { ...model, model_json: JSON.stringify(model) }, partials);
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  const answer = (status, type, body) => {
    response.writeHead(status, { "Content-Type": type, "Content-Security-Policy": POLICY, "Cache-Control": "no-store" });
    response.end(body);
  };
  try {
    if (pathname.startsWith("/assets/")) {
      const name = pathname.slice("/assets/".length);
      if (!/^[\w.-]+$/.test(name)) throw new Error("no such asset");
      answer(200, types[extname(name)] ?? "application/octet-stream", readFileSync(join(built, "assets", name)));
      return;
    }
    const name = /^\/([\w-]+)$/.exec(pathname)?.[1] ?? "groups";
    const model = JSON.parse(readFileSync(join(ui, "samples", `${name}.json`), "utf8"));
    model.lang = searchParams.get("lang") ?? model.lang;
    if (request.headers.accept === "application/json") answer(200, "application/json", JSON.stringify(model));
    else answer(200, "text/html; charset=utf-8", page(model));
  } catch (error) {
    answer(404, "text/plain; charset=utf-8", error.message);
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/groups`));
