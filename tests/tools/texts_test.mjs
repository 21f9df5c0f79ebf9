// Every text that the sources show has its translations; and the tool that says so would notice if one had not.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

function texts(root, ...args) {
  const run = spawnSync(process.execPath, ["tools/texts.mjs", ...args], { env: { ...process.env, TEXTS_ROOT: root }, encoding: "utf8" });
  return { said: run.stderr, status: run.status };
}

const whole = texts(process.cwd());
assert.equal(whole.said, "", "po/ does not hold the texts of the sources; `node tools/texts.mjs --update` adds and removes them");
assert.equal(whole.status, 0);

const root = mkdtempSync(join(tmpdir(), "texts-"));
try {
  for (const folder of ["src/a", "ui/templates", "po"]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "ui/templates/page.mustache"), "<p>{{_ On a page}}</p>");
  writeFileSync(join(root, "src/a/a.c"), `
    // tr(c, "in a comment")
    static const char *const table[] = {N_("of a table")};
    static const char *metric = "{\\"kind\\":\\"sum\\",\\"label\\":\\"A label\\","
                                "\\"definition\\":\\"A rule.\\"}";
    bool f(ctx *c) {
        char quote = '"';
        say(tr(c, "one " /* , */ "and two"), c->many ? tr(c, "%d many") : tr(c, table[0]));
        say(tr(c, c->good ? "if good" : "if bad \\"so\\""));
        return fail_with(c, ERR_USAGE, "not given", tr(c, "A hint."));
    }`);
  const shown = ["On a page", "of a table", "A label", "A rule.", "one and two", "%d many", "if good", 'if bad \\"so\\"', "A hint."];
  const heading = 'msgid ""\nmsgstr "Language: xx\\n"\n';
  const po = (entries) => writeFileSync(join(root, "po/xx.po"), [heading, ...entries.map(([id, text]) => `msgid "${id}"\nmsgstr "${text}"\n`)].join("\n"));

  po(shown.map((text) => [text, `x ${text}`]));
  assert.equal(texts(root).said.trim(), "src/a/a.c:10: not given to tr(): “not given”");

  po(shown.filter((text) => text !== "if good").map((text) => [text, text]));
  assert.match(texts(root).said, /po\/xx\.po: no translation of “if good” \(src\/a\/a\.c\)/);

  po([...shown, "gone"].map((text) => [text, text]));
  assert.match(texts(root).said, /po\/xx\.po: no source shows “gone”/);
  assert.equal(texts(root).status, 1);

  po(shown.map((text) => [text, text.replace("%d", "%s")]));
  assert.match(texts(root).said, /po\/xx\.po: other conversions than “%d many”: “%s many”/);

  po([["gone", "weg"], ["A hint.", "Ein Rat."]]);
  texts(root, "--update");
  const updated = readFileSync(join(root, "po/xx.po"), "utf8");
  assert.match(updated, /^msgid ""\nmsgstr "Language: xx\\n"\n/);
  assert.match(updated, /#: src\/a\/a\.c\nmsgid "A hint\."\nmsgstr "Ein Rat\."\n/);
  assert.match(updated, /msgid "one and two"\nmsgstr ""\n/);
  assert.doesNotMatch(updated, /gone|comment/);
} finally {
  rmSync(root, { recursive: true });
}
