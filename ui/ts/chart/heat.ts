// heat: two dimensions as a grid of places. Colour says better or worse beyond chance, and how much; the texture says how
// sure: firm, open in the middle, hatched, empty.

import * as Plot from "@observablehq/plot";
import { isSeen, type Model, type Row, type Seen } from "../model";
import { fitText, hatching, signOf, told, widestText, type Place } from "./place";

const ROWS_MAX = 40;
const FAINTEST = 14; // per cent of colour
const STRONGEST = 55; // text on it stays readable in both lights

// How far from the whole, from −1 (worst) to 1 (best), by the metric's own direction.
function scaleOf(model: Model, seen: Seen[]): (row: Seen) => number {
  const middle = model.overall.is_reference && isSeen(model.overall) ? model.overall.value : median(seen.map((row) => row.value));
  const sign = model.metric.better === "lower" ? -1 : 1;
  const sure = seen.filter((row) => row.verdict !== "hunch");
  const furthest = Math.max(...(sure.length > 0 ? sure : seen).map((row) => Math.abs(row.value - middle)), Number.MIN_VALUE);
  return (row) => Math.max(-1, Math.min(1, (sign * (row.value - middle)) / furthest));
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function drawHeat(model: Model, place: Place): SVGSVGElement {
  const { em, width, height } = place;
  const names = [...new Set(model.rows.map((row) => row.labels[0] ?? ""))].slice(0, ROWS_MAX);
  const columns = [...new Set(model.rows.map((row) => row.labels[1] ?? ""))];
  const rows = model.rows.filter((row) => names.includes(row.labels[0] ?? ""));
  const seen = rows.filter(isSeen);
  const strength = scaleOf(model, seen);
  const [x, y] = [(row: Row) => row.labels[1] ?? "", (row: Row) => row.labels[0] ?? ""];
  const marginLeft = Math.min(widestText(place, names) + em, width * 0.3);
  const cell = (width - marginLeft) / Math.max(1, columns.length);
  const turned = widestText(place, columns) > cell - 0.3 * em;
  // Names that stand upright need a line's width each: of many columns, every second or third is named.
  const step = turned ? Math.ceil((1.2 * em) / cell) : 1;
  const named = columns.filter((_, i) => i % step === 0);
  const marginTop = turned ? Math.min(widestText(place, columns), 7 * em) + em : 2.2 * em;
  const rowHeight = Math.max(1.6 * em, (height - marginTop - em) / Math.max(1, names.length));
  const hasText = widestText(place, seen.map((row) => row.value_text ?? "")) + 0.9 * em < cell;
  // Where nothing was compared, the distance itself is shown.
  const isCompared = seen.some((row) => row.difference);
  const colour = (row: Seen): string => {
    const isPlain = isCompared ? signOf(row) === "" : model.metric.better === "none";
    if (isPlain) return "color-mix(in oklab, var(--ink) 11%, var(--paper))";
    const hue = strength(row) >= 0 ? "var(--better)" : "var(--worse)";
    return `color-mix(in oklab, ${hue} ${Math.round(FAINTEST + Math.abs(strength(row)) * (STRONGEST - FAINTEST))}%, var(--paper))`;
  };
  const of = (...verdicts: string[]): Seen[] => seen.filter((row) => verdicts.includes(row.verdict));
  const inset = Math.max(1, em * 0.1);
  const at = { x, y, inset, rx: em * 0.12 };

  return Plot.plot({
    width,
    height: marginTop + names.length * rowHeight + em,
    marginTop,
    marginBottom: em,
    marginLeft,
    marginRight: 0,
    style: { fontSize: `${em}px`, fontFamily: "inherit", background: "none", color: "var(--ink)", overflow: "visible" },
    x: { type: "band", domain: columns, padding: 0, round: false },
    y: { type: "band", domain: names, padding: 0, round: false },
    marks: [
      hatching(em),
      Plot.axisX(named, {
        anchor: "top",
        label: null,
        tickSize: 0,
        color: "var(--soft)",
        tickRotate: turned ? -90 : 0,
        tickFormat: (name: string) => fitText(place, name, turned ? 7 * em : cell),
      }),
      Plot.axisY({
        label: null,
        tickSize: 0,
        tickPadding: 0.5 * em,
        color: "var(--ink)",
        tickFormat: (name: string) => fitText(place, name, marginLeft - 0.7 * em),
      }),
      Plot.cell(of("fact"), { ...at, fill: colour, title: told }),
      Plot.cell(of("signal"), { ...at, fill: colour, title: told }),
      // Open in the middle: the paper shows behind the number.
      Plot.cell(of("signal"), { ...at, inset: inset + Math.min(cell, rowHeight) * 0.13, fill: "var(--paper)", pointerEvents: "none" }),
      Plot.cell(of("hunch"), { ...at, fill: "url(#hatch)", fillOpacity: 0.4, title: told }),
      Plot.cell(rows.filter((row) => row.verdict === "hidden"), {
        ...at,
        inset: inset + 1,
        fill: "var(--paper)",
        stroke: "var(--pale)",
        strokeDasharray: "3 3",
        title: told,
      }),
      Plot.text(hasText ? seen : [], {
        x,
        y,
        text: "value_text",
        fill: (row: Row) => (row.verdict === "hunch" ? "var(--soft)" : "var(--ink)"),
        stroke: (row: Row) => (row.verdict === "hunch" ? "var(--paper)" : "none"),
        strokeWidth: em * 0.35,
        fontWeight: 600,
        pointerEvents: "none",
      }),
    ],
  }) as SVGSVGElement;
}
