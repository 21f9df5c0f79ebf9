// keys: Ctrl-K or / opens the palette, “g” and a letter goes to a place, ? tells the keys. Without a script the field in
// the frame is a plain search.

import { house } from "./fetched";

const TYPING = "input, textarea, select, [contenteditable]";

async function openKeys(): Promise<void> {
  await house();
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

export function startKeys(): void {
  const form = document.querySelector<HTMLFormElement>("form.seek");
  const plain = form?.querySelector("input");
  if (!form || !plain) return;
  const isOpen = (): boolean => document.querySelector("dialog[open]") !== null;
  let isComing = false;
  // What is typed until the palette is there lands in the plain field.
  const open = async (): Promise<void> => {
    if (isOpen() || isComing) return;
    isComing = true;
    const origin = document.activeElement === plain ? null : document.activeElement;
    plain.focus();
    try {
      const { openPalette } = await house();
      openPalette(form, plain.value, origin);
      plain.value = "";
    } catch {
      // It could not be fetched: the plain field searches.
    } finally {
      isComing = false;
    }
  };
  plain.addEventListener("click", () => void open());
  plain.addEventListener("input", () => void open());
  let wentAt = 0; // when “g” was pressed
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      void open();
      return;
    }
    const isTyping = event.target instanceof Element && event.target.closest(TYPING) !== null;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || isOpen()) return;
    const place = Date.now() - wentAt < 1500 ? placeOf(event.key) : undefined;
    wentAt = event.key === "g" ? Date.now() : 0;
    if (place) location.href = place;
    else if (event.key === "/") void open();
    else if (event.key === "?") void openKeys();
    else return;
    event.preventDefault();
  });
}
