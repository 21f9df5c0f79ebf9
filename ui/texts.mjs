// texts: the texts that templates show ({{_ English text}}) and their translations (po/*.po), for the build's check and
// for the preview.

// The texts of one template.
export function textsOf(template) {
  return [...template.matchAll(/\{\{_\s+([^}]*?)\s*\}\}/g)].map(([, text]) => text);
}

// A .po file as English → translation; entries without a translation or marked fuzzy are left out.
export function readPo(file) {
  const texts = new Map();
  for (const entry of file.split(/\n\s*\n/)) {
    if (/^#,.*fuzzy/m.test(entry)) continue;
    const part = (name) => {
      const found = new RegExp(`^${name} ((?:"(?:[^"\\\\]|\\\\.)*"\\s*)+)`, "m").exec(entry);
      return found ? [...found[1].matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([text]) => JSON.parse(text)).join("") : "";
    };
    if (part("msgid") && part("msgstr")) texts.set(part("msgid"), part("msgstr"));
  }
  return texts;
}
