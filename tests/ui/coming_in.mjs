// The door, from nothing, by keyboard alone. TUNTUMA_LINK is the set-up link of a fresh house; coming_in_test.sh gives it.
// With SHOTS=FOLDER every page is kept there as pictures, of three sizes and both lights.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before } from "node:test";
import { faults, openBrowser } from "./browser.mjs";
import { test } from "./in_time.mjs";

const LINK = process.env.TUNTUMA_LINK;
const BASE = new URL(LINK).origin;
const PASSWORD = "tuoli kuusi kanto";
const SCREENS = [
  [360, 740, "light"],
  [1280, 800, "dark"],
  [1920, 1080, "light"],
];
const STEP_MS = 30000;
let browser;
let context;
let page;
let secret;

before(async () => {
  browser = await openBrowser();
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  page = await context.newPage();
});
after(() => browser.close());

async function tabTo(selector) {
  for (let presses = 0; presses < 150; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no way by Tab to ${selector} on ${page.url()}`);
}

async function type(selector, text) {
  await tabTo(selector);
  await page.keyboard.type(text);
}

// Presses what has the focus, and waits for the page that it leads to.
async function go(key = "Enter") {
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

async function press(selector) {
  await tabTo(selector);
  await go();
}

// Nothing wider than the screen, nothing that axe objects to.
async function look(name) {
  assert.deepEqual(await faults(page), [], name);
  for (const [width, height, colorScheme] of SCREENS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${name} is wider than ${width} px by ${over}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });
}

const title = () => page.textContent("h1");

// RFC 6238, as a telephone does it; a code is taken once, so a later one waits for its time.
function codeAt(text, step) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}
const stepNow = () => Math.floor(Date.now() / STEP_MS);

test("the first administrator comes in by the link, and once", async () => {
  await page.goto(LINK);
  await look("join-first");
  await type("#field-name", "Aino");
  await type("#field-email", "aino@example.fi");
  await type("#field-password", "short");
  await go();
  assert.match(await page.textContent(".problems"), /fewer than 12 characters/);
  assert.equal(await page.inputValue("#field-name"), "Aino");
  await look("join-problem");
  await type("#field-password", PASSWORD);
  await go();
  assert.equal(new URL(page.url()).pathname, "/");
  await page.goto(LINK);
  assert.match(await title(), /does not open anything/);
  await look("link-over");
});

async function signOut() {
  await page.goto(`${BASE}/account`);
  await tabTo(".menu summary");
  await page.keyboard.press("Enter");
  await press('form[action="/sign-out"] button');
  assert.equal(new URL(page.url()).pathname, "/sign-in");
}

async function signIn(email, password) {
  await type("#field-email", email);
  await type("#field-password", password);
  await go();
}

test("she signs out, and comes back to where she was going", async () => {
  await signOut();
  assert.match(await page.textContent(".notice"), /signed out/);
  await look("sign-in");
  await page.goto(`${BASE}/set-up/accounts`);
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  await signIn("aino@example.fi", "wrong wrong wrong");
  assert.match(await page.textContent(".problems"), /is wrong/);
  await look("sign-in-problem");
  await type("#field-password", PASSWORD);
  await go();
  assert.equal(new URL(page.url()).pathname, "/set-up/accounts");
  await look("accounts");
});

test("she switches one-time codes on, and her password alone is not enough any more", async () => {
  await page.goto(`${BASE}/account`);
  await look("account");
  await press('a[href="/account/codes"]');
  await look("codes");
  secret = (await page.textContent("code.letters")).replaceAll(" ", "");
  const drawn = await page.locator("svg.qr path").boundingBox();
  assert.ok(drawn && drawn.width > 100, "the QR code is drawn");
  const step = stepNow();
  await type("#field-code", codeAt(secret, step));
  await type("#field-password", PASSWORD);
  await go();
  assert.equal(await page.locator(".recovery li").count(), 10);
  await look("recovery-codes");
  const recovery = await page.textContent(".recovery li");
  await press('a[href="/account"].button');
  await signOut();
  await signIn("aino@example.fi", PASSWORD);
  assert.equal(new URL(page.url()).pathname, "/sign-in/code");
  await look("sign-in-code");
  await type("#field-code", codeAt(secret, step)); // it was used
  await go();
  assert.match(await page.textContent(".problems"), /used already/);
  await type("#field-code", codeAt(secret, step + 1)); // a clock may be a step ahead
  await go();
  assert.equal(new URL(page.url()).pathname, "/");
  await page.goto(`${BASE}/account/codes`);
  await look("codes-on");
  await signOut();
  await signIn("aino@example.fi", PASSWORD);
  await type("#field-code", recovery.trim());
  await go();
  assert.equal(new URL(page.url()).pathname, "/");
});

test("she invites somebody, who comes in and may what the role may", async () => {
  await page.goto(`${BASE}/set-up/accounts`);
  await press('a[href="/set-up/accounts/new"]');
  await look("invite");
  await type("#field-name", "Matti Meikäläinen");
  await type("#field-email", "matti@example.fi");
  await tabTo('input[name="role"]'); // employee is chosen
  await press("main form button[type=submit]");
  assert.match(await title(), /Invitation for Matti/);
  await look("invitation");
  const link = await page.inputValue("#secret");
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("svg.qr").isVisible(), "the letter has the code on paper");
  assert.ok(!(await page.locator(".letter .deeds").isVisible()), "and no buttons");
  await page.emulateMedia({ media: "screen" });
  await press(".deeds a.button");
  await look("account-one");

  const administrator = page;
  const other = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  page = await other.newPage();
  await page.goto(link);
  await look("join-invited");
  assert.equal(await page.inputValue("#field-name"), "Matti Meikäläinen");
  await type("#field-password", "neljas kolmas toinen");
  await go();
  await page.goto(`${BASE}/account`);
  assert.match(await page.textContent("dl.facts"), /no function or unit yet/);
  const refused = await page.goto(`${BASE}/set-up/accounts/new`);
  assert.equal(refused.status(), 403);
  assert.match(await title(), /may not do this/);
  const remarks = await page.goto(`${BASE}/remarks`);
  assert.equal(remarks.status(), 403);

  // Who is ended is out at once.
  page = administrator;
  await press('a[href$="/end"]');
  await look("account-end");
  await press("main form button[type=submit]");
  assert.match(await page.textContent(".notice"), /Ended/);
  const gone = await other.pages()[0].goto(`${BASE}/account`);
  assert.equal(new URL(gone.url()).pathname, "/sign-in");
  await other.close();
});

test("the door stands open without scripts too", async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  page = await plain.newPage();
  await page.goto(`${BASE}/sign-in`);
  await page.fill("#field-email", "aino@example.fi");
  await page.fill("#field-password", PASSWORD);
  await Promise.all([page.waitForNavigation(), page.click("main form button")]);
  assert.equal(new URL(page.url()).pathname, "/sign-in/code");
  await plain.close();
});
