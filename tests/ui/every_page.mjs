// Every page of a house, by its own list of routes: looked at on a phone, a laptop and a wall, in both lights. Axe looks at each
// address for who may see most, and at each template for others; the rest is asked of all of them.

import assert from "node:assert/strict";
import { RETRIES, faults } from "./browser.mjs";

const LAPTOP = { width: 1280, height: 800 };
const SIZES = [{ width: 360, height: 740 }, LAPTOP, { width: 1920, height: 1080 }];
const LIGHTS = ["light", "dark"];
const ASKING = {
  "/figures": ["?metric=nps", "?metric=nps&by=unit", "?metric=nps&by=month", "?metric=nps&by=unit&by=touchpoint"],
  "/figures/talk": ["?metric=nps"],
  "/remarks": ["?metric=nps"],
  "/search": ["", "?q=tur"],
};
const GRAVE = ["serious", "critical"];
const NOT_YET = ["/sign-in/code", "/sign-in/single", "/sign-in/back", "/set-up/single-sign-on/people"]; // what comes before was not done
// Kinds of record have the same pages: those of touchpoints and people speak for these, but for the record's own.
const ALIKE = /^\/(?:campaigns|case-rules|cases|causes|closed-days|decisions|functions|units|patterns|replies|surveys|tasks|themes|stages|channels|metrics|journeys)\/(?:import|\{id\}\/(?:edit|history|links|files|archive|steps\/\{step\}))$/;
const AT_ONCE = 3;
const PATIENCE_MS = 30_000;

// The addresses of all pages, with ids of what the house has; `known` are those of a customer, a touchpoint, a wall.
export async function addressesOf(request, base, known) {
  const model = async (address) => (await request.get(base + address, { headers: { Accept: "application/json" }, maxRetries: RETRIES })).json();
  const { paths } = await model("/api");
  const pages = Object.keys(paths).filter((path) => "text/html" in (paths[path].get?.responses?.["200"]?.content ?? {}) && !ALIKE.test(path));
  assert.ok(pages.length > 80, `only ${pages.length} pages`);
  const ones = { "/customers": known.customer, "/touchpoints": known.touchpoint, "/set-up/import": "/set-up/import/1" };
  async function oneOf(list) {
    // The last address of one of them that the list leads to, whatever the list looks like.
    const leads = ones[list] ? [] : JSON.stringify(await model(list)).match(new RegExp(`"${list}/\\d+(?=["?/])`, "g"));
    ones[list] ??= leads?.at(-1)?.slice(1);
    assert.ok(ones[list], `nothing to open in ${list}`);
    return ones[list];
  }
  async function stepOf(one) {
    return JSON.stringify(await model(one)).match(new RegExp(`"(${one}/steps/\\w+)"`))?.[1];
  }
  const addresses = [];
  for (const path of pages) {
    const [list, rest] = path.split("/{id}");
    if (path.startsWith("/wall/")) addresses.push(...(known.wall ? [known.wall] : []));
    else if (/\{(secret|code)\}$/.test(path)) addresses.push(path.replace(/\{\w+\}$/, "none"));
    else if (path.endsWith("/steps/{step}")) addresses.push(...[await stepOf(await oneOf(list))].filter(Boolean)); // some have steps of their own
    else if (rest !== undefined) addresses.push((await oneOf(list)) + rest);
    else addresses.push(...(ASKING[path] ?? [""]).map((question) => path + question));
  }
  assert.deepEqual(addresses.filter((address) => !address || address.includes("{")), []);
  return addresses;
}

async function take(page, name) {
  for (const viewport of SIZES) {
    for (const colorScheme of LIGHTS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${process.env.SHOTS}/${name}-${viewport.width}-${colorScheme}.png`, fullPage: true });
    }
  }
}

// A page that forbids itself scripts (what a customer will see, in its frame) cannot be asked by axe: it is opened again without that.
async function faultsOfScriptless(page, colorScheme) {
  const storageState = await page.context().storageState();
  const context = await page.context().browser().newContext({ bypassCSP: true, storageState, viewport: LAPTOP, colorScheme });
  try {
    const twin = await context.newPage();
    await twin.goto(page.url());
    return await faults(twin, GRAVE);
  } finally {
    await context.close();
  }
}

async function assertFits(page, note) {
  for (const viewport of [LAPTOP, ...SIZES.filter((size) => size !== LAPTOP)]) {
    await page.setViewportSize(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) note(`wider than ${viewport.width} px by ${over}`);
  }
}

// What is wrong with one page, handed to note.
async function inspectOne(page, base, { address, colorScheme, isForAxe }, who, note) {
  await page.setViewportSize(LAPTOP);
  await page.emulateMedia({ colorScheme });
  const response = await page.goto(base + address);
  const status = response.status();
  const isExpected = status < 400 || who !== "administrator" || address.endsWith("/none") || NOT_YET.includes(address);
  if (status >= 500 || !isExpected) note(`answered ${status}`);
  if (!(await page.title())) note("has no title");
  const isScriptless = /\bsandbox(?! [^;]*allow-scripts)/.test(response.headers()["content-security-policy"]);
  if (isForAxe) for (const fault of await (isScriptless ? faultsOfScriptless(page, colorScheme) : faults(page, GRAVE))) note(fault);
  await assertFits(page, note);
  if (process.env.SHOTS) await take(page, `${who}${address.replaceAll(/[^\w]+/g, "_").slice(0, 60)}`);
}

// Those that are there for this person, and one of each refusal; axe is for the first of each template.
async function visible(context, base, addresses) {
  const left = [...addresses];
  const seen = new Set();
  const shown = new Map();
  async function ask() {
    for (let address = left.shift(); address; address = left.shift()) {
      const answer = await context.request.get(base + address, { headers: { Accept: "application/json" }, maxRetries: RETRIES, maxRedirects: 0 });
      const isModel = answer.status() < 300 && /json/.test(answer.headers()["content-type"]);
      const what = isModel ? ((await answer.json()).page ?? address) : answer.status();
      if (!isModel && seen.has(what)) continue;
      shown.set(address, !seen.has(what));
      seen.add(what);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return addresses.filter((address) => shown.has(address)).map((address) => ({ address, isForAxe: shown.get(address) }));
}

// What is wrong with them all, one line each; a few at a time, every other in the dark.
export async function inspect(context, base, addresses, who) {
  const wrong = [];
  const all = who === "administrator" ? addresses.map((address) => ({ address, isForAxe: true })) : await visible(context, base, addresses);
  const left = all.map((one, at) => ({ ...one, colorScheme: LIGHTS[at % LIGHTS.length] }));
  async function work() {
    const page = await context.newPage();
    let now = "";
    const note = (text) => wrong.push(`${who} ${now}: ${text}`);
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("console", (message) => message.type() === "error" && !/Failed to load resource/.test(message.text()) && note(message.text()));
    page.on("pageerror", (error) => note(error.message));
    page.on("response", (response) => {
      if (response.status() >= 400 && !response.request().isNavigationRequest()) note(`${response.status()} of ${response.url()}`);
    });
    for (let one = left.shift(); one; one = left.shift()) {
      now = one.address;
      await inspectOne(page, base, one, who, note).catch((error) => note(error.message));
    }
    await page.close();
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { wrong, count: all.length, seen: all.filter(({ isForAxe }) => isForAxe).length };
}
