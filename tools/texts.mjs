#!/usr/bin/env node
// texts: holds po/*.po to the texts that the sources show.
//   node tools/texts.mjs            what is missing, stale or differs in its printf conversions; exit status 1 if any
//   node tools/texts.mjs --update   rewrites po/*.po: missing texts with an empty translation, stale ones left out
//
// A text is
// - a literal in the second argument of tr(c, …), in src/**/*.c
// - a literal in N_("…"), which marks a text of a table that tr() is given later
// - "label" and "definition" of a literal that defines a metric: {"kind": …}
// - {{_ …}} in ui/templates
// An error's message and hint must come through one of them, or they would stay English.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readPo, textsOf } from "../ui/texts.mjs";

const root = process.env.TEXTS_ROOT ?? dirname(dirname(fileURLToPath(import.meta.url)));
const problems = [];

// C source as tokens: literals (adjacent ones joined), names, and single signs. Comments and numbers are left out.
function* tokensOf(source) {
  const pattern = /\/\/.*|\/\*[\s\S]*?\*\/|#include.*|'(?:[^'\\]|\\.)+'|"((?:[^"\\\n]|\\.)*)"|[A-Za-z_]\w*|[^\s\w]/g;
  let literal = null;
  for (const match of source.matchAll(pattern)) {
    const [text, quoted] = match;
    if (/^(\/[/*]|#include)/.test(text)) continue;
    if (quoted !== undefined) {
      literal ??= { text: "", at: match.index };
      literal.text += unescape(quoted);
      continue;
    }
    if (literal) yield { literal: literal.text, at: literal.at };
    literal = null;
    yield { sign: text, at: match.index };
  }
  if (literal) yield { literal: literal.text, at: literal.at };
}

function unescape(quoted) {
  const plain = { n: "\n", t: "\t", r: "\r", 0: "\0" };
  return quoted.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (all, code) =>
    code.length > 1 ? String.fromCodePoint(parseInt(code.slice(1), 16)) : (plain[code] ?? code));
}

// The arguments of the call whose "(" is at tokens[start], each a list of tokens.
function argumentsAt(tokens, start) {
  const found = [[]];
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const { sign } = tokens[i];
    if ("([{".includes(sign ?? " ") && ++depth === 1) continue;
    if (")]}".includes(sign ?? " ") && --depth === 0) break;
    if (sign === "," && depth === 1) found.push([]);
    else found.at(-1).push(tokens[i]);
  }
  return found;
}

const literalsOf = (tokens = []) => tokens.filter(({ literal }) => literal).map(({ literal }) => literal);

function metricTexts(literal) {
  if (!literal.startsWith('{"kind"')) return [];
  const { label, definition } = JSON.parse(literal);
  return [label, definition].filter(Boolean);
}

// Arguments of these are shown to people, from the one with this number on.
const speakers = { fail: 2, fail_with: 2, fail_detail: 2 };

function checkError(file, source, call, from) {
  for (const argument of call.slice(from, from + 2)) {
    if (!argument[0]?.literal || !/[a-z]/.test(argument[0].literal)) continue;
    const line = source.slice(0, argument[0].at).split("\n").length;
    problems.push(`${file}:${line}: not given to tr(): “${argument[0].literal}”`);
  }
}

function cTexts(file, source) {
  const texts = [], tokens = [...tokensOf(source)];
  tokens.forEach(({ sign, literal }, i) => {
    if (literal) texts.push(...metricTexts(literal));
    if (tokens[i + 1]?.sign !== "(") return;
    if (sign === "tr") texts.push(...literalsOf(argumentsAt(tokens, i + 1)[1]));
    if (sign === "N_") texts.push(...literalsOf(argumentsAt(tokens, i + 1)[0]));
    if (sign in speakers) checkError(file, source, argumentsAt(tokens, i + 1), speakers[sign]);
  });
  return texts;
}

// English text → the files that show it.
function collect() {
  const places = new Map();
  const add = (file, texts) => texts.forEach((text) => places.set(text, (places.get(text) ?? new Set()).add(file)));
  const files = (folder, end) =>
    readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith(end)).sort().map((name) => join(folder, name));
  for (const file of files("ui/templates", ".mustache")) add(file, textsOf(readFileSync(join(root, file), "utf8")));
  for (const file of files("src", ".c")) add(file, cTexts(file, readFileSync(join(root, file), "utf8")));
  return places;
}

// As tools/po2c sees them: "%%", and a % before a blank or another sign, are none.
function conversionsOf(text) {
  const found = text.match(/%[0-9$#\-+.*hljztL]*[%diouxXeEfFgGaAcspn]/g) ?? [];
  return found.filter((one) => !one.endsWith("%")).join(" ");
}

const poFiles = () => readdirSync(join(root, "po")).filter((name) => name.endsWith(".po")).map((name) => join(root, "po", name));

function check(places) {
  for (const path of poFiles()) {
    const file = relative(root, path), known = readPo(readFileSync(path, "utf8"));
    for (const [text, where] of places) {
      const translation = known.get(text);
      if (!translation) problems.push(`${file}: no translation of “${text}” (${[...where].join(", ")})`);
      else if (conversionsOf(translation) !== conversionsOf(text)) problems.push(`${file}: other conversions than “${text}”: “${translation}”`);
    }
    for (const text of known.keys()) if (!places.has(text)) problems.push(`${file}: no source shows “${text}”`);
  }
}

function update(places) {
  const quote = (text) => JSON.stringify(text);
  for (const path of poFiles()) {
    const old = readFileSync(path, "utf8"), known = readPo(old);
    const entries = [...places].map(
      ([text, where]) => `#: ${[...where].join(" ")}\nmsgid ${quote(text)}\nmsgstr ${quote(known.get(text) ?? "")}\n`);
    writeFileSync(path, [old.split(/\n\s*\n/)[0] + "\n", ...entries].join("\n"));
  }
}

const places = collect();
if (process.argv[2] === "--update") update(places);
else check(places);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
