// offers: a text field with a list of what could be meant beneath it: ARIA's combobox with a listbox. The field keeps the
// focus; arrows choose, Enter takes, Escape closes. Who uses it says what is offered and what taking one means.

export interface Offer {
  label: string;
  note?: string | null;
  value?: string;
  href?: string;
}

export interface Group {
  label: string | null;
  items: Offer[];
}

let lists = 0;

export class Offers {
  readonly list = document.createElement("div");
  private options: { at: HTMLElement; offer: Offer }[] = [];
  private chosen = -1;

  constructor(
    readonly field: HTMLInputElement | HTMLTextAreaElement,
    private readonly take: (offer: Offer) => void,
    private readonly staysOpen = false,
  ) {
    lists += 1;
    this.list.id = `offers-${lists}`;
    this.list.className = "offers";
    this.list.setAttribute("role", "listbox");
    this.list.ariaLabel = field.labels?.[0]?.textContent ?? field.ariaLabel ?? "";
    this.list.hidden = !staysOpen;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", String(staysOpen));
    field.autocomplete = "off";
    (field as HTMLElement).addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const at = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
      const option = this.options.find((one) => one.at === at);
      if (option) this.take(option.offer);
    });
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  show(groups: Group[], nothing: string): void {
    this.options = [];
    this.list.replaceChildren(...groups.flatMap((group, index) => this.drawGroup(group, index)));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    if (this.options.length === 0 && nothing !== "") {
      const empty = document.createElement("div");
      empty.className = "small";
      empty.setAttribute("role", "option");
      empty.ariaDisabled = "true";
      empty.textContent = nothing;
      this.list.append(empty);
    }
    this.choose(this.staysOpen && this.options.length > 0 ? 0 : -1);
  }

  hide(): void {
    if (this.staysOpen) return;
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }

  private drawGroup(group: Group, index: number): HTMLElement[] {
    const options = group.items.map((offer) => this.drawOption(offer));
    if (!group.label || options.length === 0) return options;
    const part = document.createElement("div");
    const name = document.createElement("span");
    name.id = `${this.list.id}-${index}`;
    name.className = "small";
    name.setAttribute("role", "presentation");
    name.textContent = group.label;
    part.setAttribute("role", "group");
    part.setAttribute("aria-labelledby", name.id);
    part.append(name, ...options);
    return [part];
  }

  private drawOption(offer: Offer): HTMLElement {
    const at = document.createElement("div");
    at.id = `${this.list.id}-option-${this.options.length}`;
    at.setAttribute("role", "option");
    at.textContent = offer.label;
    if (offer.note) {
      const note = document.createElement("span");
      note.className = "small";
      note.textContent = offer.note;
      at.append(" ", note);
    }
    this.options.push({ at, offer });
    return at;
  }

  private choose(index: number): void {
    this.chosen = index;
    this.options.forEach(({ at }, place) => at.setAttribute("aria-selected", String(place === index)));
    const at = this.options[index]?.at;
    if (at) {
      this.field.setAttribute("aria-activedescendant", at.id);
      at.scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }

  private press(event: KeyboardEvent): void {
    if (!this.isOpen || event.isComposing) return;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown") this.choose(this.chosen >= last ? 0 : this.chosen + 1);
    else if (event.key === "ArrowUp") this.choose(this.chosen <= 0 ? last : this.chosen - 1);
    else if (event.key === "Enter" && this.options[this.chosen]) this.take(this.options[this.chosen]!.offer);
    else if (event.key === "Escape" && !this.staysOpen) this.hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// Asks an address for groups; a later question makes the earlier one void.
export function asker(address: string, answer: (groups: Group[] | null) => void): (text: string) => void {
  let waiting = 0;
  let running: AbortController | null = null;
  return (text) => {
    clearTimeout(waiting);
    waiting = window.setTimeout(
      async () => {
        running?.abort();
        const mine = (running = new AbortController());
        try {
          const url = new URL(address, location.href);
          url.searchParams.set("q", text);
          url.searchParams.set("format", "json");
          const response = await fetch(url, { headers: { Accept: "application/json" }, signal: mine.signal });
          if (!response.ok) throw new Error(response.statusText);
          answer(((await response.json()) as { groups: Group[] }).groups);
        } catch {
          if (!mine.signal.aborted) answer(null);
        }
      },
      text === "" ? 0 : 120,
    );
  };
}
