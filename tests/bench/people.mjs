// people: lets people in by their links, as a browser would, and writes a cookie a line.
//   node people.mjs http://127.0.0.1:8080 LINKS      LINKS: a path a line (/join/…), the first may be the first administrator's
import { readFileSync } from "node:fs";

const [base, links] = process.argv.slice(2);
const password = "correct horse battery staple";

function cookiesOf(response, jar) {
  for (const line of response.headers.getSetCookie?.() ?? [response.headers.get("set-cookie")].filter(Boolean)) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    jar.set(name, value);
  }
  return jar;
}

const header = (jar) => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

let number = 0;
for (const link of readFileSync(links, "utf8").split("\n").filter(Boolean)) {
  const jar = new Map();
  const page = await fetch(base + link, { headers: { accept: "text/html" } });
  cookiesOf(page, jar);
  const html = await page.text();
  const [, csrf] = /name="csrf" value="([0-9a-f]+)"/.exec(html) ?? [];
  if (!csrf) throw new Error(`${link}: ${page.status}, no form`);
  const fields = { csrf, name: `Person ${number}`, password };
  if (html.includes('name="email"')) fields.email = `person${number}@example.fi`;
  const done = await fetch(base + link, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: header(jar) },
    body: new URLSearchParams(fields),
  });
  if (done.status !== 303) throw new Error(`${link}: ${done.status} ${await done.text()}`);
  console.log(`session=${cookiesOf(done, jar).get("session")}`);
  number++;
}
