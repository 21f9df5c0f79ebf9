// place: how much room a picture has, and the marks that all pictures share.

import * as Plot from "@observablehq/plot";
import type { Model, Row } from "../model";

export interface Place {
  width: number;
  height: number;
  em: number; // the text's size in pixels; it grows on the wall
  narrow: boolean; // a phone
  font: string;
}

export function measure(reserved: HTMLElement): Place {
  const style = getComputedStyle(reserved);
  const em = parseFloat(style.fontSize) * 0.875;
  const width = reserved.clientWidth;
  return { width, height: reserved.clientHeight, em, narrow: width < 36 * em, font: `${em}px ${style.fontFamily}` };
}

let ruler: CanvasRenderingContext2D | null = null;
export function widestText(place: Place, texts: string[]): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return 10 * place.em;
  ruler.font = place.font.replace(/^/, "600 ");
  let widest = 0;
  for (const text of texts) widest = Math.max(widest, ruler.measureText(text).width);
  return Math.ceil(widest);
}

// Cut to a width, so that a long name ends in … instead of running into the picture.
export function fitText(place: Place, text: string, width: number): string {
  if (widestText(place, [text]) <= width) return text;
  let end = text.length;
  while (end > 1 && widestText(place, [`${text.slice(0, end)}…`]) > width) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

const SVG = "http://www.w3.org/2000/svg";
function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

// What is a hunch is hatched; this is the hatching, as a fill: url(#hatch).
export function hatching(em: number): Plot.RenderFunction {
  return () => {
    const step = em * 0.36;
    const pattern = element("pattern", {
      id: "hatch",
      width: step,
      height: step,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    });
    const line = element("line", { x1: 0, x2: 0, y1: 0, y2: step, stroke: "var(--pale)", "stroke-width": em * 0.11 });
    pattern.append(line);
    const defs = element("defs", {});
    defs.append(pattern);
    return defs;
  };
}

export function colourOf(row: Row): string {
  if (row.verdict === "hunch") return "var(--pale)";
  if (row.difference?.is_better) return "var(--better)";
  if (row.difference?.is_worse) return "var(--worse)";
  return "var(--ink)";
}

export function signOf(row: Row): string {
  if (row.difference?.is_better) return "▲ ";
  if (row.difference?.is_worse) return "▼ ";
  return "";
}

// Firm, open, hatched: the inside of a mark.
export function fillOf(row: Row): string {
  if (row.verdict === "fact") return colourOf(row);
  return row.verdict === "hunch" ? "url(#hatch)" : "var(--paper)";
}

// What the pointer tells: the same as the row of the table.
export function told(row: Row): string {
  if (row.value === null) return `${row.label}: ${row.verdict_word}. ${row.why}`;
  const interval = row.exact ? "" : ` (${row.low_text} … ${row.high_text})`;
  return `${row.label}: ${row.value_text}${interval}\n${row.verdict_word}, n = ${row.n_text}`;
}

export function numberFormat(model: Model): (value: number) => string {
  const format = new Intl.NumberFormat(model.lang, {
    style: model.metric.is_share ? "percent" : "decimal",
    maximumFractionDigits: 6,
  });
  return (value) => format.format(value || 0).replace("-", "−"); // || 0: never −0
}

// Amounts and shares start at zero; a score or a mean where its intervals do.
export function domainOf(model: Model, numbers: number[]): [number, number] {
  const fromZero = ["sum", "count", "rate", "customers"].includes(model.metric.kind);
  const low = Math.min(...numbers, fromZero ? 0 : Infinity);
  const high = Math.max(...numbers, fromZero ? 0 : -Infinity);
  const room = (high - low || Math.abs(high) || 1) * 0.03;
  return [fromZero && low === 0 ? 0 : low - room, high + room];
}
