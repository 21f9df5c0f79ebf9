// Whom can I complain to? A customer on a small phone, with and without scripts; the same form on another site; and an employee
// who takes down what is said on the telephone.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before } from "node:test";
import { BASE, enter, faults, openBrowser, visit } from "./browser.mjs";
import { test } from "./in_time.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const phone = { viewport: { width: 360, height: 740 } };
const ways = [
  ["without scripts", { ...phone, javaScriptEnabled: false }],
  ["with scripts", phone],
  ["in the dark", { ...phone, colorScheme: "dark" }],
];
const HASTE_MS = 2000; // COMPLAINT_HASTE_MS: what is sent sooner after the form was shown is held as a program's
async function takeTime(form) {
  const shown = Number(await form.inputValue("input[name=seen]"));
  const left = shown + HASTE_MS + 100 - Date.now();
  assert.ok(left <= HASTE_MS + 100, "the form says when it was shown");
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

for (const [name, options] of ways) {
  test(`a customer complains and follows it, ${name}`, async () => {
    const context = await browser.newContext({ ...phone, ...options, locale: "fi-FI" });
    const page = await context.newPage();
    await page.goto(`${BASE}/complain?lang=fi`);
    assert.equal(await page.locator("h1").innerText(), "Kertokaa meille, mitä tapahtui");
    assert.ok(await fits(page), "the form is as wide as the phone");
    if (options.javaScriptEnabled !== false) assert.deepEqual(await faults(page), []);
    await page.click("button[type=submit]");
    assert.equal(await page.locator(".problems a").count(), 1);
    if (options.javaScriptEnabled !== false) assert.deepEqual(await faults(page), []);
    await page.fill("textarea[name=text]", "Sohva tuli rikki.\nHaluan uuden.");
    await page.check("input[value=complaint]");
    await page.setInputFiles("input[type=file]", { name: "jalka.txt", mimeType: "text/plain", buffer: Buffer.from("poikki") });
    await takeTime(page);
    await page.click("button[type=submit]");
    assert.match(page.url(), /\/matter\/[\w-]{32}\?lang=fi&new=1$/);
    assert.match(await page.locator(".number b").innerText(), /^[0-9A-Z]{8}$/);
    assert.match(await page.locator(".letter .words").first().innerText(), /Sohva tuli rikki\.\s+Haluan uuden\./);
    assert.ok(await fits(page), "the matter is as wide as the phone");
    if (options.javaScriptEnabled !== false) assert.deepEqual(await faults(page), []);
    await page.fill("textarea[name=text]", "Myös toinen jalka.");
    await page.click("button[type=submit]");
    assert.equal(await page.locator(".letter.yours").count(), 2);
    assert.equal(await page.locator("[role=status]").count(), 1);
    const cookies = await context.cookies();
    assert.deepEqual(cookies, [], "no cookies");
    await context.close();
  });
}

test("a keyboard is enough", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(`${BASE}/complain`);
  await page.focus("textarea[name=text]");
  await page.keyboard.type("Nobody answered the telephone.");
  for (let presses = 0; presses < 20; presses += 1) {
    if (await page.evaluate(() => document.activeElement.type === "submit")) break;
    assert.notEqual(await page.evaluate(() => document.activeElement.name), "website", "the trap is never in the way");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/matter\//);
  await context.close();
});

test("what fills in the field that nobody sees gets its number, and is held", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  await page.goto(`${BASE}/complain`);
  await page.fill("textarea[name=text]", "Buy this.");
  await page.locator("input[name=website]").evaluate((field) => field.setAttribute("value", "https://example.com/"));
  await page.click("button[type=submit]");
  await page.waitForURL(/\/matter\//);
  assert.match(await page.locator(".number b").innerText(), /^[0-9A-Z]{8}$/);
  assert.equal(await page.locator(".letter").count(), 0);
  assert.equal(await page.locator("textarea[name=text]").count(), 0);
  assert.deepEqual(await faults(page), []);
  await context.close();
});

test("the form weighs less than 50 KB, and no script", async () => {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  let bytes = 0;
  const types = [];
  await client.send("Network.enable");
  client.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  client.on("Network.responseReceived", (event) => types.push(event.type));
  await page.goto(`${BASE}/complain`, { waitUntil: "networkidle" });
  assert.ok(bytes < 50 * 1024, `${bytes} bytes`);
  assert.ok(!types.includes("Script"));
  await context.close();
});

// A shop of somebody else, with the form in it.
async function shopUp() {
  const site = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><title>Shop</title><h1>Shop</h1><script src="${BASE}/complain.js" data-lang="sv"></script>`);
  });
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  return { site, address: `http://localhost:${site.address().port}` };
}

// Whether the form opens there, and takes a complaint.
async function opensOn(address) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "networkidle" });
  const frame = page.frames().find((one) => one !== page.mainFrame());
  assert.ok(frame, "the script puts a frame there");
  const isThere = (await frame.locator("textarea[name=text]").count()) > 0;
  if (isThere) {
    assert.equal(await frame.locator("h1").innerText(), "Berätta för oss vad som hände");
    await frame.fill("textarea[name=text]", "Det gick inte.");
    await takeTime(frame);
    await frame.click("button[type=submit]");
    await frame.waitForURL(/\/matter\//);
    assert.equal(await frame.locator(".letter.yours").count(), 1);
    assert.deepEqual(await context.cookies(), []);
  }
  await context.close();
  return isThere;
}

test("it stands on the sites that are named, and on no other", { skip: !process.env.TUNTUMA_SESSION }, async () => {
  const named = await shopUp();
  const other = await shopUp();
  try {
    assert.equal(await opensOn(named.address), false);
    const context = await enter(browser, {});
    const page = await context.newPage();
    await page.goto(`${BASE}/set-up/complaints`);
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

test("an employee takes down what is said on the telephone", { skip: !process.env.TUNTUMA_SESSION }, async () => {
  await visit(browser, "/cases/new", {}, async (page) => {
    assert.deepEqual(await faults(page), []);
    await page.fill("textarea[name=text]", "The invoice is wrong, she says.");
    await page.click("button:has-text('Take it down')");
    await page.waitForURL(/\/cases\/new\?number=[0-9A-Z]{8}$/);
    await page.click("text=Open the case");
    assert.match(await page.locator("main").innerText(), /The invoice is wrong, she says\./);
  });
});
