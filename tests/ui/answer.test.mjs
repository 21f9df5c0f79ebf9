// A customer answers on a small phone: by keyboard alone and without scripts, from the first question to the thanks; a tablet at
// a counter begins anew; and the survey stands on the sites that are named, on no other. The demo has a campaign that runs.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { BASE, RETRIES, enter, faults, openBrowser } from "./browser.mjs";
import { test } from "./in_time.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, locale: "en-GB" };
const QUESTIONS_MAX = 8;
const TABS_MAX = 60;
const KIOSK_MS = 20_000; // its thanks stay for 8 s
const inTheHouse = { skip: !process.env.TUNTUMA_SESSION };

let browser, open; // addresses of the campaign, by way
before(async () => {
  browser = await openBrowser();
  if (process.env.TUNTUMA_SESSION) open = await openLinks();
});
after(() => browser.close());

async function model(page, address) {
  const answer = await page.request.get(BASE + address, { headers: { Accept: "application/json" }, maxRetries: RETRIES });
  assert.equal(answer.status(), 200, address);
  return answer.json();
}

// What the page of a campaign that runs gives to be copied.
async function openLinks() {
  const context = await enter(browser, {});
  const page = await context.newPage();
  const { list } = await model(page, "/campaigns");
  for (const { cells } of list.rows) {
    const { ways, has_ways } = await model(page, cells[0].href);
    if (!has_ways) continue;
    await page.goto(BASE + cells[0].href);
    const shown = Object.fromEntries(await Promise.all(ways.map(async ({ name }) => [name, await page.inputValue(`#way-${name}`)])));
    await context.close();
    return shown;
  }
  return assert.fail("no campaign of the demo has an open link");
}

async function onPhone(options, work) {
  const context = await browser.newContext({ ...PHONE, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  try {
    await work(page);
    assert.deepEqual(await context.cookies(), [], "no cookies");
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

const isOver = async (page) => (await page.locator(".thanks").count()) > 0;

async function tabTo(page, selector) {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.locator(`${selector}:focus`).count()) return;
  }
  assert.fail(`no way by Tab to ${selector}`);
}

async function fits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${over} px wider than the phone`);
}

// Where the steps of a scale stand: up to seven in one row, and never one alone.
async function rowsOfSteps(page) {
  const tops = await page.locator(".scale .step").evaluateAll((steps) => steps.map((step) => Math.round(step.getBoundingClientRect().top)));
  return [...new Set(tops)].map((top) => tops.filter((one) => one === top).length);
}

// Chooses the first of what is offered, or says something; then goes on.
async function answerByKeyboard(page) {
  const words = page.locator("textarea.given, input.given");
  const isWords = (await words.count()) > 0;
  await tabTo(page, isWords ? ".given" : ".asking fieldset input");
  await page.keyboard.type(isWords ? "It took two calls." : " ");
  if (!isWords) assert.ok(await page.locator(".asking fieldset input:checked").count(), "the blank chooses");
  await tabTo(page, "button[value=next]");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function walk(page, look) {
  let questions = 0;
  for (; !(await isOver(page)); questions += 1) {
    assert.ok(questions < QUESTIONS_MAX, "it has an end");
    await look();
    const before = await page.locator("h1").innerText();
    await answerByKeyboard(page);
    assert.notEqual(await page.locator("h1").innerText(), before, "it goes on");
  }
  await look();
  assert.match(await page.locator(".thanks h1").innerText(), /Thank you/);
  return questions;
}

for (const [name, options, isSeenByAxe] of [
  ["without scripts", { javaScriptEnabled: false }, false],
  ["and every page is accessible", {}, true],
  ["in the dark too", { colorScheme: "dark" }, true],
]) {
  test(`a keyboard is enough to answer on a phone, ${name}`, inTheHouse, () =>
    onPhone(options, async (page) => {
      await page.goto(`${open.link}?lang=en`);
      const questions = await walk(page, async () => {
        await fits(page);
        if (isSeenByAxe) assert.deepEqual(await faults(page), []);
      });
      assert.ok(questions > 1, `${questions} questions`);
    }),
  );
}

test("the first page weighs less than 50 KB, and no script", inTheHouse, () =>
  onPhone({}, async (page) => {
    const client = await page.context().newCDPSession(page);
    const types = [];
    let bytes = 0;
    await client.send("Network.enable");
    client.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
    client.on("Network.responseReceived", (event) => types.push(event.type));
    await page.goto(open.link, { waitUntil: "networkidle" });
    assert.ok(types.includes("Document") && types.includes("Stylesheet"));
    assert.ok(!types.includes("Script"));
    assert.ok(bytes > 0 && bytes < 50 * 1024, `${bytes} bytes`);
  }),
);

test("up to seven steps of a scale stand in one row of a phone, and none alone", inTheHouse, async () => {
  const context = await enter(browser, PHONE);
  const page = await context.newPage();
  const seen = new Set();
  const { list } = await model(page, "/surveys");
  for (const { cells } of list.rows) {
    for (let at = 0; at < QUESTIONS_MAX; at += 1) {
      await page.goto(`${BASE}${cells[0].href}/preview?at=${at}`);
      const rows = await rowsOfSteps(page);
      const steps = rows.reduce((sum, count) => sum + count, 0);
      if (!steps) continue;
      seen.add(steps);
      if (steps <= 7) assert.equal(rows.length, 1, `${page.url()}: ${rows}`);
      assert.ok(rows.at(-1) > 1, `${page.url()}: ${rows}`);
      await fits(page);
    }
  }
  await context.close();
  assert.ok([...seen].some((steps) => steps <= 7) && seen.has(11), `only scales of ${[...seen]}`);
});

test("a tablet at a counter begins anew for the next customer", inTheHouse, () =>
  onPhone({ viewport: { width: 1024, height: 768 } }, async (page) => {
    await page.goto(`${open.kiosk}?lang=en`);
    const first = await page.locator("h1").innerText();
    const form = await page.locator("form.asking").getAttribute("action");
    assert.deepEqual(await faults(page), []);
    await walk(page, async () => {});
    assert.deepEqual(await faults(page), []);
    await page.waitForURL(/\/kiosk\//, { timeout: KIOSK_MS });
    assert.equal(await page.locator("h1").innerText(), first);
    assert.equal(await page.locator(".asking input:checked").count(), 0);
    assert.notEqual(await page.locator("form.asking").getAttribute("action"), form, "an answer of its own");
  }),
);

async function siteUp() {
  const site = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>Shop</title><h1>Shop</h1>${open.embed}`);
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  return { site, address: `http://localhost:${site.address().port}` };
}

// Whether the survey opens on a page of that address, and takes an answer there.
async function opensOn(address) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "networkidle" });
  const frame = page.frames().find((one) => one !== page.mainFrame());
  assert.ok(frame, "the script puts a frame there");
  const is = (await frame.locator("form.asking").count()) > 0;
  if (is) {
    await frame.check(".asking fieldset input >> nth=0");
    await frame.click("button[value=next]");
    await frame.waitForURL(/\/answer\//);
    assert.equal(await frame.locator(".back, .thanks").count() > 0, true, "it goes on in the frame");
  }
  assert.deepEqual(await context.cookies(), []);
  await context.close();
  return is;
}

test("it stands on the sites that are named, and on no other", inTheHouse, async () => {
  const named = await siteUp();
  const other = await siteUp();
  try {
    assert.equal(await opensOn(named.address), false);
    const context = await enter(browser, {});
    const page = await context.newPage();
    await page.goto(`${BASE}/set-up/asking`);
    assert.deepEqual(await faults(page), []);
    await page.fill("[name=sites]", named.address);
    await page.click("main form button[type=submit]");
    await page.waitForURL(/said=saved/);
    await context.close();
    assert.equal(await opensOn(named.address), true);
    assert.equal(await opensOn(other.address), false);
  } finally {
    named.site.close();
    other.site.close();
  }
});
