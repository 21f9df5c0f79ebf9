// browser: Debian's chromium against a running program, for the tests beside this file.
//   TUNTUMA_URL=http://127.0.0.1:8080 node --test tests/ui/*.test.mjs
// The program needs a store with a metric nps that has units, months and touchpoints (the demo has); ui/preview.mjs does too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const BASE = process.env.TUNTUMA_URL ?? "http://127.0.0.1:8080";
export const PAGES = [
  "/figures?metric=nps&by=unit",
  "/figures?metric=nps&by=month",
  "/figures?metric=nps&by=unit&by=touchpoint",
  "/figures?metric=nps",
  "/figures?metric=purchase&by=channel",
  "/figures?metric=npx",
  "/remarks?metric=nps",
  "/imports",
  "/rules",
  "/source",
];
// Where only people who are signed in come; without a session (ui/preview.mjs) there are none.
const session = process.env.TUNTUMA_SESSION;
export const IN_THE_HOUSE = [
  "/",
  "/journey",
  "/search",
  "/search?q=figures",
  "/touchpoints",
  "/touchpoints/new",
  "/people",
  "/customers",
  "/account",
  "/account/password",
  "/set-up",
  "/set-up/accounts",
  "/set-up/accounts/new",
  "/set-up/walls",
];
if (session) PAGES.push(...IN_THE_HOUSE);
export const BY_UNIT = PAGES[0];
export const BY_MONTH = PAGES[1];

export const RETRIES = 3; // of what is asked without a page: the server closes connections that were idle, as one is taken again
const AXE_MS = 30_000;
const ROUND_MS = 50;
const QUIET_ROUNDS = 2;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// A context of its own, signed in where the run has a session.
export async function enter(browser, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
  if (session) await context.addCookies([{ name: "session", value: session, url: BASE }]);
  return context;
}

// Opens an address and waits until its scripts have fetched and drawn what they want: two rounds of frames with nothing under way.
export async function open(page, address) {
  let underway = 0;
  const begin = () => (underway += 1);
  const end = () => (underway -= 1);
  page.on("request", begin).on("requestfinished", end).on("requestfailed", end);
  await page.goto(BASE + address);
  for (let quiet = 0; quiet < QUIET_ROUNDS; quiet = underway > 0 ? 0 : quiet + 1)
    await page.evaluate((ms) => new Promise((done) => setTimeout(() => requestAnimationFrame(done), ms)), ROUND_MS);
  page.off("request", begin).off("requestfinished", end).off("requestfailed", end);
}

// Opens an address in a context of its own and hands over the page; whatever the page complains of fails the test,
// but for the status that is expected: the browser tells its console of that.
export async function visit(browser, address, { expects = address.includes("npx") ? 404 : 0, ...options }, look) {
  const context = await enter(browser, options);
  const complaints = [];
  try {
    const page = await context.newPage();
    const isExpected = (text) => text.startsWith("Failed to load resource") && text.includes(`status of ${expects} `);
    page.on("console", (message) => {
      if (message.type() === "error" && !isExpected(message.text())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    if (options.javaScriptEnabled === false) await page.goto(BASE + address);
    else await open(page, address);
    await look(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, [], `${address} complained`);
}

// Where scripts are forbidden, axe waits for ever.
function inTime(work, why) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(why)), AXE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

// What axe finds wrong, one line each; only what has one of the impacts, where they are named; only by the rules, where they are named.
export async function faults(page, impacts, rules) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
  const found = page.evaluate((asked) => globalThis.axe.run(asked), options);
  const { violations } = await inTime(found, `axe does not end on ${page.url()}`);
  const nodes = violations.flatMap((rule) => rule.nodes.map((node) => ({ rule, node })));
  const grave = nodes.filter(({ node }) => !impacts || impacts.includes(node.impact));
  return grave.map(({ rule, node }) => `${rule.id}: ${node.target.join(" ")} – ${rule.help}: ${node.any.map((check) => check.message).join("; ")}`);
}

// In the other light only colours are others.
export const faultsOfColour = (page) => faults(page, undefined, ["color-contrast", "link-in-text-block"]);
