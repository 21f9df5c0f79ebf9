// palette: Ctrl-K or / opens one field from which everything can be reached: pages, things to do, records, customers. What
// there is, and what the visitor may see of it, the server says (/search). Also: “g” and a letter goes to a place, ?
// tells the keys. Without a script the field in the frame is a plain search.

import { asker, Offers } from "./offers";

const TYPING = "input, textarea, select, [contenteditable]";

function openPalette(form: HTMLFormElement, text: string): void {
  const dialog = document.createElement("dialog");
  const field = document.createElement("input");
  const plain = form.querySelector("input");
  dialog.className = "palette";
  field.type = "text";
  field.ariaLabel = plain?.labels?.[0]?.textContent ?? "";
  field.placeholder = plain?.placeholder ?? "";
  field.value = text;
  const offers = new Offers(
    field,
    (offer) => {
      if (offer.href) location.href = offer.href;
    },
    true,
  );
  const ask = asker(form.action, (groups) => {
    const nothing = form.dataset[groups ? "nothing" : "trouble"] ?? "";
    offers.show(groups ?? [], nothing);
  });
  field.addEventListener("input", () => ask(field.value.trim()));
  dialog.append(field, offers.list);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal(); // closing it gives the focus back to where it was
  field.focus();
  ask(text.trim());
}

function openKeys(): void {
  const template = document.querySelector<HTMLTemplateElement>("template#keys");
  const shown = template?.content.querySelector("dialog")?.cloneNode(true) as HTMLDialogElement | undefined;
  if (!shown) return;
  shown.addEventListener("close", () => shown.remove());
  document.body.append(shown);
  shown.showModal();
}

// Where “g” and a letter goes.
function placeOf(key: string): string | undefined {
  const template = document.querySelector<HTMLTemplateElement>("template#keys");
  for (const at of template?.content.querySelectorAll<HTMLElement>("[data-go]") ?? []) {
    if (at.dataset["go"] === key) return at.dataset["href"];
  }
  return undefined;
}

export function startPalette(): void {
  const form = document.querySelector<HTMLFormElement>("form.seek");
  const plain = form?.querySelector("input");
  if (!form || !plain) return;
  const isOpen = (): boolean => document.querySelector("dialog[open]") !== null;
  const open = (): void => {
    if (!isOpen()) openPalette(form, plain.value);
  };
  plain.addEventListener("click", open);
  plain.addEventListener("input", () => {
    open();
    plain.value = "";
  });
  let wentAt = 0; // when “g” was pressed
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
      return;
    }
    const isTyping = event.target instanceof Element && event.target.closest(TYPING) !== null;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || isOpen()) return;
    const place = Date.now() - wentAt < 1500 ? placeOf(event.key) : undefined;
    wentAt = event.key === "g" ? Date.now() : 0;
    if (place) location.href = place;
    else if (event.key === "/") open();
    else if (event.key === "?") openKeys();
    else return;
    event.preventDefault();
  });
}
