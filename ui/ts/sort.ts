// sort: turns a table's headers into buttons that sort it. Cells say what they sort by in data-sort; empty ones come last.

type Direction = "ascending" | "descending";

function firstColumn(header: HTMLTableCellElement): number {
  let column = 0;
  for (let th = header.previousElementSibling; th; th = th.previousElementSibling) {
    column += (th as HTMLTableCellElement).colSpan;
  }
  return column;
}

// The cell over a column, where cells before it may be wider than one.
function cellAt(row: HTMLTableRowElement, column: number): HTMLTableCellElement | undefined {
  let passed = 0;
  for (const cell of row.cells) {
    passed += cell.colSpan;
    if (passed > column) return cell;
  }
  return undefined;
}

function sortRows(table: HTMLTableElement, column: number, direction: Direction): void {
  const body = table.tBodies[0];
  if (!body) return;
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  const sign = direction === "ascending" ? 1 : -1;
  const rows = [...body.rows].map((row) => ({ row, key: cellAt(row, column)?.dataset["sort"] ?? "" }));
  rows.sort((a, b) => {
    if (a.key === "" || b.key === "") return Number(a.key === "") - Number(b.key === "");
    const difference = Number(a.key) - Number(b.key);
    return sign * (Number.isNaN(difference) ? compare(a.key, b.key) : difference);
  });
  body.append(...rows.map((item) => item.row));
}

export function makeSortable(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-sortable]")) {
    const headers = [...(table.tHead?.rows[0]?.cells ?? [])];
    for (const header of headers) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.title = table.dataset["textSort"] ?? "";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        // Words start from A, numbers from the largest.
        const first: Direction = header.classList.contains("number") ? "descending" : "ascending";
        const second: Direction = first === "ascending" ? "descending" : "ascending";
        const direction = header.ariaSort === first ? second : first;
        for (const other of headers) other.removeAttribute("aria-sort");
        header.setAttribute("aria-sort", direction);
        sortRows(table, firstColumn(header), direction);
      });
    }
  }
}
