// Every page of a house, by its own list of routes: looked at on a phone, a laptop and a wall, in both lights.

import assert from "node:assert/strict";
import { faults } from "./browser.mjs";

const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const LIGHTS = ["light", "dark"];
const ASKING = {
  "/figures": ["?metric=nps", "?metric=nps&by=unit", "?metric=nps&by=month", "?metric=nps&by=unit&by=touchpoint"],
  "/figures/talk": ["?metric=nps"],
  "/remarks": ["?metric=nps"],
  "/search": ["", "?q=tur"],
};
const GRAVE = ["serious", "critical"];
const REFUSED = 403;
const NOT_YET = ["/sign-in/code", "/sign-in/single", "/sign-in/back", "/set-up/single-sign-on/people"]; // what comes before was not done
// Kinds of record have the same pages: those of touchpoints and people speak for these, but for the record's own.
const ALIKE = /^\/(?:campaigns|case-rules|cases|causes|closed-days|decisions|patterns|replies|surveys|tasks|themes|stages|channels|metrics|journeys)\/(?:import|\{id\}\/(?:edit|history|links|files|archive|steps\/\{step\}))$/;
const AT_ONCE = 3;

// The addresses of all pages, with ids of what the house has; `known` are those of a customer, a touchpoint, a wall.
export async function addressesOf(request, base, known) {
  const model = async (address) => (await request.get(base + address, { headers: { Accept: "application/json" } })).json();
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

async function look(page, note) {
  for (const fault of await faults(page, GRAVE)) note(fault);
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) note(`wider than ${viewport.width} px by ${over}`);
  }
}

// What is wrong with one page.
async function inspectOne(page, base, { address, colorScheme }, who, seen) {
  const wrong = [];
  const note = (text) => wrong.push(`${who} ${address}: ${text}`);
  const listen = (message) => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) note(message.text());
  };
  const fail = (error) => note(error.message);
  const answer = (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) note(`${response.status()} of ${response.url()}`);
  };
  page.on("console", listen).on("pageerror", fail).on("response", answer);
  await page.setViewportSize(SIZES[1]);
  await page.emulateMedia({ colorScheme });
  const status = (await page.goto(base + address)).status();
  const isExpected = status < 400 || who !== "administrator" || address.endsWith("/none") || NOT_YET.includes(address);
  if (status >= 500 || !isExpected) note(`answered ${status}`);
  if (!(await page.title())) note("has no title");
  if (status !== REFUSED || !seen.has(REFUSED)) await look(page, note); // the refusal is one page, whatever is refused
  seen.add(status);
  if (process.env.SHOTS) await take(page, `${who}${address.replaceAll(/[^\w]+/g, "_").slice(0, 60)}`);
  page.off("console", listen).off("pageerror", fail).off("response", answer);
  return wrong;
}

// What is wrong with them all, one line each; a few at a time, every other in the dark.
export async function inspect(context, base, addresses, who) {
  const wrong = [];
  const seen = new Set();
  const left = addresses.map((address, at) => ({ address, colorScheme: LIGHTS[at % LIGHTS.length] }));
  async function work() {
    const page = await context.newPage();
    for (let next = left.shift(); next; next = left.shift()) wrong.push(...(await inspectOne(page, base, next, who, seen)));
    await page.close();
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return wrong;
}
