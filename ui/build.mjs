// build: makes what the program embeds from ui/: templates with the names of their assets, and the assets themselves,
// named by their content so that a browser may keep them for ever.
//   node ui/build.mjs [OUT]      OUT is build/ui; gets templates/*.mustache and assets/*
// Fails when a style rule is used by no page, when a text has no translation, or when a first visit grows too large.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import { readPo, textsOf } from "./texts.mjs";

const ui = dirname(fileURLToPath(import.meta.url));
const root = dirname(ui);
const out = resolve(process.argv[2] ?? join(root, "build", "ui"));
const FIRST_VISIT_MAX = 150 * 1024; // compressed, all in (look: speed is part of it)
const FONTS = join(root, "node_modules/@fontsource/source-sans-3/files");
const TARGET = ["chrome123", "firefox120", "safari17.5"]; // the first with light-dark()
const OLD = ["chrome60", "firefox60", "safari11"]; // customers' phones
const PUBLIC_MAX = 40 * 1024; // compressed: a page for customers has 10 KB beside it

const templates = readdirSync(join(ui, "templates")).filter((name) => name.endsWith(".mustache"));
const scripts = readdirSync(join(ui, "ts"), { recursive: true }).filter((name) => name.endsWith(".ts"));
const problems = [];

function bundle(entry, options) {
  const result = esbuild.buildSync({
    entryPoints: [join(ui, entry)],
    bundle: true,
    minify: true,
    write: false,
    target: TARGET,
    legalComments: "none",
    logLevel: "warning",
    ...options,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

// Leaves out what no template and no script names, and says so: a rule without a use is a mistake.
async function purge(css) {
  const [result] = await new PurgeCSS().purge({
    content: [...templates.map((name) => join(ui, "templates", name)), ...scripts.map((name) => join(ui, "ts", name))],
    css: [{ raw: css.toString() }],
    safelist: ["fact", "signal", "hunch", "hidden", "groups", "series", "heat", ":focus", ":focus-visible"], // names that the model gives
    dynamicAttributes: ["aria-sort", "data-theme", "open"],
    rejected: true,
  });
  for (const selector of result.rejected) problems.push(`ui/css: no page uses ${selector.trim()}`);
  return Buffer.from(result.css);
}

function checkTexts() {
  const texts = new Set(templates.flatMap((name) => textsOf(readFileSync(join(ui, "templates", name), "utf8"))));
  for (const lang of ["fi", "sv"]) {
    const known = readPo(readFileSync(join(root, "po", `${lang}.po`), "utf8"));
    for (const text of texts) if (!known.get(text)) problems.push(`po/${lang}.po: no translation of “${text}”`);
  }
}

const font = (subset, weight) => readFileSync(join(FONTS, `source-sans-3-${subset}-${weight}-normal.woff2`));
const module = { format: "esm" };
const files = new Map([
  ["source-sans-400.woff2", font("latin", 400)],
  ["source-sans-600.woff2", font("latin", 600)],
  ["source-sans-ext-400.woff2", font("latin-ext", 400)],
  ["source-sans-ext-600.woff2", font("latin-ext", 600)],
  ["icon.svg", readFileSync(join(ui, "icons/icon.svg"))],
  ["theme.js", bundle("ts/theme.ts", { format: "iife" })],
  ["page.js", bundle("ts/page.ts", module)],
  ["house.js", bundle("ts/house.ts", module)],
  ["wall.js", bundle("ts/wall.ts", module)],
  ["public.js", bundle("ts/public.ts", { format: "iife", target: OLD })],
  ["chart.js", bundle("ts/chart.ts", { ...module, alias: { "d3-geo": join(ui, "ts/chart/no_maps.ts") } })],
  ["public.css", await purge(bundle("css/public/public.css", { external: ["/assets/*"], target: OLD }))],
  ["house.css", await purge(bundle("css/house.css", { external: ["/assets/*"] }))],
  ["tuntuma.css", await purge(bundle("css/tuntuma.css", { external: ["/assets/*"] }))],
]);

// The style sheet names fonts, so it is named last; a first visit with a chart fetches nothing of the house's.
const named = new Map();
const rename = (text) => text.replace(/\/assets\/([\w.-]+)/g, (all, name) => (named.has(name) ? `/assets/${named.get(name)}` : all));
for (const [name, bytes] of files) {
  const content = extname(name) === ".css" ? Buffer.from(rename(bytes.toString())) : bytes;
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  files.set(name, content);
  named.set(name, `${basename(name, extname(name))}-${hash}${extname(name)}`);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "assets"), { recursive: true });
mkdirSync(join(out, "templates"));
const size = new Map();
for (const [name, content] of files) {
  writeFileSync(join(out, "assets", named.get(name)), content);
  const packed = gzipSync(content, { level: 9 });
  const isText = [".js", ".css", ".svg"].includes(extname(name));
  if (isText) writeFileSync(join(out, "assets", `${named.get(name)}.gz`), packed);
  size.set(name, isText ? packed.length : content.length);
}
for (const name of templates) {
  // Without its indentation, which a table of a hundred rows repeats a thousand times.
  const text = rename(readFileSync(join(ui, "templates", name), "utf8")).replace(/^[ \t]+/gm, "");
  for (const [, asset] of text.matchAll(/\/assets\/([\w.-]+)/g)) {
    if (![...named.values()].includes(asset)) problems.push(`ui/templates/${name}: no asset ${asset}`);
  }
  writeFileSync(join(out, "templates", name), text);
}

checkTexts();
const visit = [...size].filter(([name]) => !name.includes("-ext-") && !["wall.js", "house.js", "house.css", "public.css", "public.js"].includes(name)).reduce((sum, [, bytes]) => sum + bytes, 0);
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
for (const [name, bytes] of size) console.log(`${kb(bytes).padStart(9)}  ${name}`);
console.log(`${kb(visit).padStart(9)}  a first visit, without its page`);
if (visit > FIRST_VISIT_MAX) problems.push(`a first visit takes ${kb(visit)}, at most ${kb(FIRST_VISIT_MAX)}`);
const forCustomers = ["public.css", "public.js", "source-sans-400.woff2", "source-sans-600.woff2", "icon.svg"].reduce((sum, name) => sum + size.get(name), 0);
console.log(`${kb(forCustomers).padStart(9)}  a page for customers, without itself`);
if (forCustomers > PUBLIC_MAX) problems.push(`what a page for customers loads takes ${kb(forCustomers)}, at most ${kb(PUBLIC_MAX)}`);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
