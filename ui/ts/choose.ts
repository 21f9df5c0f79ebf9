// choose: makes long selects quick (one writes a few letters of what one means), lets text fields look things up, and
// completes the names of people in comments (@Anna). Without a script the select, the field and the text work as they are.

import { asker, Offers, type Offer } from "./offers";

const LONG = 12; // a select of fewer options is quicker to look through
const SHOWN_MAX = 50;

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

// Every word must begin a word of the label.
function fits(label: string, wanted: string): boolean {
  const words = fold(label).split(/[^\p{L}\p{N}]+/u);
  return fold(wanted)
    .split(/\s+/)
    .every((want) => words.some((word) => word.startsWith(want)));
}

function filterSelect(select: HTMLSelectElement): void {
  const field = document.createElement("input");
  const place = document.createElement("span");
  const label = select.labels[0];
  field.type = "text";
  field.id = select.id;
  select.id = `${field.id}-select`;
  if (label) label.htmlFor = field.id;
  for (const name of ["aria-describedby", "aria-invalid", "required"]) {
    const value = select.getAttribute(name);
    if (value !== null) field.setAttribute(name, value);
  }
  place.className = "choose";
  const chosenLabel = (): string => (select.value === "" ? "" : (select.selectedOptions[0]?.label ?? ""));
  const offersFor = (text: string): Offer[] =>
    [...select.options]
      .filter((option) => text === "" || fits(option.label, text))
      .slice(0, SHOWN_MAX)
      .map((option) => ({ label: option.label, value: option.value }));
  select.before(place);
  place.append(field);
  const offers = new Offers(field, (offer) => {
    select.value = offer.value ?? "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    field.value = chosenLabel();
    offers.hide();
  });
  place.append(offers.list);
  select.hidden = true;
  field.value = chosenLabel();
  const nothing = select.dataset["nothing"] ?? "";
  field.addEventListener("input", () => offers.show([{ label: null, items: offersFor(field.value) }], nothing));
  field.addEventListener("click", () => offers.show([{ label: null, items: offersFor("") }], nothing));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || offers.isOpen) return;
    offers.show([{ label: null, items: offersFor("") }], nothing);
    event.preventDefault();
  });
  field.addEventListener("blur", () => {
    // What was written counts when it can only mean one thing; an empty field chooses nothing.
    const meant = offersFor(field.value);
    const none = [...select.options].find((option) => option.value === "");
    const same = meant.find((offer) => fold(offer.label) === fold(field.value));
    const only = same ?? (meant.length === 1 ? meant[0] : undefined);
    if (field.value === "" && none) select.value = "";
    else if (only) select.value = only.value ?? "";
    field.value = chosenLabel();
    offers.hide();
  });
}

function lookUp(field: HTMLInputElement, address: string): void {
  const place = document.createElement("span");
  place.className = "choose";
  field.before(place);
  place.append(field);
  const offers = new Offers(field, (offer) => {
    field.value = offer.value ?? offer.label;
    offers.hide();
  });
  place.append(offers.list);
  const ask = asker(address, (groups) => {
    if (document.activeElement === field) offers.show(groups ?? [], field.dataset["nothing"] ?? "");
  });
  field.addEventListener("input", () => (field.value.trim() === "" ? offers.hide() : ask(field.value.trim())));
  field.addEventListener("blur", () => offers.hide());
}

// “… @an” before the caret: the letters of a name that is being written.
const MENTION = /(^|[\s(])@([\p{L}\p{N}][\p{L}\p{N} '-]{0,40})?$/u;

function mention(field: HTMLTextAreaElement, address: string): void {
  const place = document.createElement("div");
  place.className = "choose";
  field.before(place);
  place.append(field);
  const written = (): RegExpExecArray | null => MENTION.exec(field.value.slice(0, field.selectionStart));
  const offers = new Offers(field, (offer) => {
    const found = written();
    if (!found) return;
    const start = found.index + (found[1]?.length ?? 0);
    field.setRangeText(`@[${offer.value ?? offer.label}] `, start, field.selectionStart, "end");
    offers.hide();
  });
  place.append(offers.list);
  const ask = asker(address, (groups) => {
    const any = groups?.some((group) => group.items.length > 0);
    if (any && written() && document.activeElement === field) offers.show(groups ?? [], "");
    else offers.hide();
  });
  field.addEventListener("input", () => {
    const found = written();
    if (found) ask(found[2] ?? "");
    else offers.hide();
  });
  field.addEventListener("blur", () => offers.hide());
}

export function makeChoosing(): void {
  for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-choose]")) {
    if (select.options.length > LONG) filterSelect(select);
  }
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-lookup]")) lookUp(field, field.dataset["lookup"] ?? "");
  for (const field of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-mention]")) mention(field, field.dataset["mention"] ?? "");
}
