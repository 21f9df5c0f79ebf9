// A company from nothing, as its people meet it; set_up_test.sh starts the server and gives its link in TUNTUMA_LINK.
// With SHOTS=FOLDER every page is kept there as pictures, of three sizes and both lights.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { addressesOf, inspect } from "./every_page.mjs";
import { RETRIES, openBrowser } from "./browser.mjs";
import { test } from "./in_time.mjs";

const LINK = process.env.TUNTUMA_LINK;
const BASE = new URL(LINK).origin;
const ANSWERS = new URL("../../docs/guide/answers.csv", import.meta.url).pathname;
const ADMINISTRATOR = { name: "Maija Meri", email: "maija@example.fi", password: "kuusi pihlajaa ja koivu" };
const EMPLOYEE = { name: "Onni Oja", email: "onni@example.fi", password: "neljas kolmas toinen" };
const TOUCHPOINT = "Queue at the till";
const BY_KEYBOARD = "Bags and wrapping";
const IN_TURKU = "C80"; // were in Turku alone, and never there
const ELSEWHERE = "C91";
const JSON_ONLY = { headers: { Accept: "application/json" }, maxRetries: RETRIES };
const LAPTOP = { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" };
const TABS_MAX = 150;
const PATIENCE_MS = 15_000;

let browser, office, shop, page, invitation, touchpoint;
let known = []; // addresses of all pages
const customers = {}; // their addresses by key
const complaints = [];
let isBroken = false;

before(async () => {
  browser = await openBrowser();
  office = await browser.newContext(LAPTOP);
  shop = await browser.newContext(LAPTOP);
  page = await open(office);
});
after(() => browser.close());

async function open(context) {
  const opened = await context.newPage();
  opened.setDefaultTimeout(PATIENCE_MS);
  opened.on("pageerror", (error) => complaints.push(`${opened.url()}: ${error.message}`));
  return opened;
}

// A step of the story: after one that failed the others would only wait for what never comes.
function step(name, work) {
  test(name, async (t) => {
    if (isBroken) return t.skip("a step before failed");
    isBroken = true;
    await work();
    isBroken = false;
  });
}

const title = () => page.textContent("h1");
const path = () => new URL(page.url()).pathname;
const see = (address) => page.goto(BASE + address);
const model = async (address) => (await page.request.get(BASE + address, JSON_ONLY)).json();

// ---- By mouse ----

async function click(selector) {
  await page.click(selector);
  await page.waitForLoadState();
}

async function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    await page.click(`main [name=${name}]`);
    await page.fill(`main [name=${name}]`, value);
  }
}

const save = () => click("main form:not([action$=search]) button[type=submit]");

async function add(kind, name) {
  await see(`/${kind}`);
  await click(`a[href="/${kind}/new"]`);
  await fill({ name });
  await save();
  assert.equal(await title(), name);
}

const isAmongWhatWaits = (text) => page.locator(`main a:has-text("${text}")`).count();

step("the first administrator comes in by the printed link, and sees what is to be done", async () => {
  await page.goto(LINK);
  await fill(ADMINISTRATOR);
  await save();
  assert.equal(path(), "/");
  assert.match(await title(), /5 things wait for you/);
});

step("the company gets a name, and a journey to begin with", async () => {
  await click("text=Say what the company is called");
  await fill({ name: "Meren Kauppa" });
  await save();
  await see("/");
  assert.equal(await isAmongWhatWaits("Say what the company is called"), 0);
  await click("text=Draw the customer’s journey");
  await click("text=Start with a usual journey");
  await click("text=Begin with this journey");
  await click("text=See the journey");
  assert.equal(path(), "/journey");
  assert.match(await page.textContent("main"), /Getting help/);
});

step("functions, a unit, a channel and a touchpoint with its owner and its feelings are made", async () => {
  await add("functions", "Customer service");
  await add("functions", "Logistics");
  await add("units", "Turku");
  await add("channels", "Till");
  await see("/touchpoints");
  await click('a[href="/touchpoints/new"]');
  await fill({ name: TOUCHPOINT, room: "Open another till when five wait." });
  await page.selectOption("[name=stage]", { label: "Buying" });
  await page.selectOption("[name=function]", { label: "Customer service" });
  await page.check("[name=feelings][value=valued]");
  await page.check("[name=feelings][value=at_ease]");
  await save();
  assert.equal(await title(), TOUCHPOINT);
  touchpoint = path();
  const shown = await page.textContent("main");
  for (const said of ["Customer service", "Buying", "valued", "at ease", "Open another till"]) assert.ok(shown.includes(said), said);
  await see("/journey");
  assert.match(await page.textContent("main"), new RegExp(TOUCHPOINT));
});

step("a second person is invited for one function and one unit", async () => {
  await see("/");
  await click("text=Let a second person in");
  if (path() !== "/set-up/accounts/new") await click('a[href="/set-up/accounts/new"]');
  await fill({ name: EMPLOYEE.name, email: EMPLOYEE.email });
  await page.check("[name=role][value=employee]");
  await page.check("text=Customer service");
  await page.check("text=Turku");
  await save();
  assert.match(await title(), /Invitation for Onni Oja/);
  invitation = await page.inputValue("#secret");
});

step("a file is imported on screen and becomes a figure", async () => {
  await see("/");
  await click("text=Bring in the first facts");
  await page.setInputFiles("input[type=file]", ANSWERS);
  await save();
  await page.waitForURL(/\/set-up\/import\/\d+$/);
  assert.equal(await page.inputValue("[name=m1_metric]"), "nps");
  await fill({ touchpoint_fixed: TOUCHPOINT });
  await page.click("button[value=try]");
  await page.waitForSelector("form[action$='/run']");
  assert.match(await title(), /240 rows can be taken, and none is bad/);
  assert.match(await page.textContent("main"), /New units\s*Helsinki, Oulu, Tampere|New units\s*Helsinki, Tampere, Oulu|New units\s*Oulu, Helsinki, Tampere/);
  await page.click("form[action$='/run'] button");
  await click("text=See the figures");
  assert.match(await title(), /Net Promoter Score: 19\.1 \(between 8\.2 and 29\.6\)/);
  for (const key of [IN_TURKU, ELSEWHERE]) customers[key] = (await model(`/customers?q=${key}`)).list.rows[0].cells[0].href;
});

// What forms of every kind take, without a browser filling them in.
async function make(list, fields, as = "form", form = `/${list}/new`) {
  await see(form);
  const csrf = await page.locator("[name=csrf]").first().inputValue();
  const answer = await page.request.post(BASE + form, { [as]: { csrf, ...fields }, headers: { Origin: BASE } });
  assert.ok(answer.ok(), `${list}: ${answer.status()} ${await answer.text()}`);
}

step("one asks and hears: a survey, a campaign, a case and what goes with them", async () => {
  await make("surveys", { name: "At the till", template: "after_call" });
  await see("/surveys");
  await click("main a:has-text('At the till')");
  await click("main form[action$=publish] button");
  assert.match(await page.textContent("main"), /Version 1 is in use/);
  await make("campaigns", { name: "Sheet at the till", survey: "At the till", about: "encounter", way: "qr", aim: "all", touchpoint: TOUCHPOINT });
  await make("causes", { name: "Too few tills are open" });
  await make("themes", { name: "Queues", words_en: "queue*, wait*" });
  await make("patterns", { name: "Queues on Saturdays", cause: "Too few tills are open", touchpoint: TOUCHPOINT });
  await make("decisions", { name: "A third till on Saturdays", answer: "change" });
  await make("replies", { name: "Thanks", occasion: "answer", text_en: "Thank you, {{name}}." });
  await make("case-rules", { name: "Detractors", opens_by: "detractor", severity: "ordinary" });
  await make("closed-days", { name: "Midsummer Eve", day: "2026-06-19" });
  await make("tasks", { title: "Count the queues" });
  await make("cases", { way: "counter", matter: "complaint", text: "The till was closed.", severity: "ordinary" }, "multipart");
  await make("webhooks", { name: "CRM", address: "https://crm.example.com/heard" }, "form", "/set-up/webhooks");
  await see("/cases");
  assert.match(await page.textContent("main"), /received|Complaint/);
});

async function signOut() {
  await page.click(".menu summary");
  await click('form[action="/sign-out"] button');
  assert.equal(path(), "/sign-in");
}

step("she signs out, and the second person comes in by the link", async () => {
  await signOut();
  page = await open(shop);
  await page.goto(invitation);
  assert.equal(await page.inputValue("[name=name]"), EMPLOYEE.name);
  await fill({ password: EMPLOYEE.password });
  await save();
  assert.equal(path(), "/");
});

const status = async (address) => (await see(address)).status();

step("the second person sees what is theirs, and no more", async () => {
  await see("/account");
  assert.match(await page.textContent("main"), /employee/);
  assert.match(await page.textContent("main"), /Customer service[^]*Turku/);
  await see("/set-up");
  const deeds = await page.locator("main a").evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
  for (const link of deeds) assert.ok(!/^\/set-up\/(company|mail|tokens|log|backup|retention|import)/.test(link), link);
  await see("/set-up/accounts");
  assert.equal(await page.locator('a[href="/set-up/accounts/new"]').count(), 0);
  for (const closed of ["/set-up/accounts/new", "/set-up/accounts/1/edit", "/set-up/company", "/set-up/import", "/set-up/tokens", "/set-up/log"])
    assert.equal(await status(closed), 403, closed);
  await see("/remarks?metric=nps");
  const said = (await page.locator("main .remarks").allTextContents()).join(" ");
  assert.ok(said.includes("Turku") && !/Helsinki|Oulu|Tampere/.test(said), said);
  const { remarks } = await model("/remarks?metric=nps");
  assert.ok(remarks.length > 0 && remarks.every(({ places }) => places.some(({ label }) => label === "Turku")));
});

step("customers of another unit are not there for them, of their own they are", async () => {
  assert.equal(await status(customers[IN_TURKU]), 200);
  assert.ok([403, 404].includes(await status(customers[ELSEWHERE])));
  assert.ok(!(await page.textContent("main")).includes(ELSEWHERE));
  const found = async (key) => (await model(`/customers?q=${key}`)).list.rows.length;
  assert.deepEqual([await found(IN_TURKU), await found(ELSEWHERE)], [1, 0]);
});

step("they name the administrator in a comment, who finds it on Today and goes there", async () => {
  await see(touchpoint);
  await page.click("text=Say something, or challenge it");
  await page.fill("main textarea[name=text]", `Can we open the third till, @[${ADMINISTRATOR.name}]?`);
  await click("text=Say it");
  assert.match(await page.textContent(".thread, main"), /Can we open the third till/);
  page = await open(office);
  await see("/sign-in");
  await fill({ email: ADMINISTRATOR.email, password: ADMINISTRATOR.password });
  await save();
  assert.equal(path(), "/");
  assert.match(await page.textContent("main"), /Onni Oja asks you[^]*Can we open the third till/);
  await click("main a:has-text('Answer')");
  assert.equal(path(), touchpoint);
});

// ---- Every page ----

const patient = { timeout: 400_000 }; // more than a hundred pages; a machine may be busy

async function assertFine(context, addresses, who) {
  const { wrong, count, seen } = await inspect(context, BASE, addresses, who);
  console.log(`${who}: ${count} pages of ${addresses.length}, ${seen} of them seen by axe`);
  assert.deepEqual(wrong, []);
}

test("every page, as the administrator, is accessible, narrow enough and without complaint", patient, async () => {
  await see("/set-up/walls");
  await fill({ name: "Coffee room" });
  await page.check("[name=metric][value=nps]");
  await save();
  const wall = new URL(await page.inputValue("#secret")).pathname;
  known = await addressesOf(page.request, BASE, { customer: customers[IN_TURKU], touchpoint, wall });
  await assertFine(office, known, "administrator");
});

test("every page, as the employee, too", patient, async () => {
  await assertFine(shop, known.filter((address) => !address.startsWith("/wall/")), "employee");
});

test("and those of who is not signed in", patient, async () => {
  const nobody = await browser.newContext(LAPTOP);
  await assertFine(nobody, ["/sign-in", "/sign-in/forgot", "/join/none", "/reset/none", "/rules", "/source", "/complain"], "nobody");
  await nobody.close();
});

// ---- By keyboard ----

async function tabTo(selector) {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`no way by Tab to ${selector} on ${page.url()}`);
}

async function press(selector) {
  await tabTo(selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function type(selector, text) {
  await tabTo(selector);
  await page.keyboard.type(text);
}

async function signOutByKeyboard() {
  await tabTo(".menu summary");
  await page.keyboard.press("Enter");
  await press('form[action="/sign-out"] button');
  assert.equal(path(), "/sign-in");
}

step("by keyboard alone: in, a new touchpoint, saved, searched, opened, out", async () => {
  await see("/journey");
  await signOutByKeyboard();
  await type("#field-email", ADMINISTRATOR.email);
  await type("#field-password", ADMINISTRATOR.password);
  await press("main form button[type=submit]");
  await press('.places a[href="/journey"]');
  await press('a[href="/touchpoints/new"]');
  await type("#field-name", BY_KEYBOARD);
  await tabTo("[name=feelings]");
  await page.keyboard.press("Space");
  await press("main form button[type=submit]");
  assert.equal(await title(), BY_KEYBOARD);
  const made = path();
  await press('.bar a.name');
  assert.equal(path(), "/");
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog.palette [role=option]");
  await page.keyboard.type(BY_KEYBOARD);
  await page.waitForFunction((name) => document.querySelector("dialog [role=option]")?.textContent?.includes(name), BY_KEYBOARD);
  await Promise.all([page.waitForURL(BASE + made), page.keyboard.press("Enter")]);
  assert.match(await page.textContent("main"), /valued/);
  await signOutByKeyboard();
});

test("no page had an error in its scripts", () => {
  assert.deepEqual(complaints, []);
});
