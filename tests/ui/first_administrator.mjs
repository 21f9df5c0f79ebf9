// first_administrator: opens the link of the first start as a person does, and prints the session's cookie.
//   TUNTUMA_URL=http://127.0.0.1:8080 node tests/ui/first_administrator.mjs /join/SECRET

import { BASE, openBrowser } from "./browser.mjs";

const browser = await openBrowser();
const context = await browser.newContext({ locale: "en-GB" });
const page = await context.newPage();
await page.goto(BASE + process.argv[2]);
await page.fill("[name=name]", "Aino Virtanen");
await page.fill("[name=email]", "aino@example.fi");
for (const field of await page.locator("input[type=password]").all()) await field.fill("a long enough password of hers");
await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/join")), page.click("main button[type=submit]")]);
const session = (await context.cookies()).find((cookie) => cookie.name === "session");
await browser.close();
if (!session) throw new Error("nobody is signed in");
console.log(session.value);
