// groups: one dot a group with its whiskers, sorted as the model is, and a line at the overall value.

import * as Plot from "@observablehq/plot";
import { isSeen, type Model, type Row, type Seen } from "../model";
import { colourOf, domainOf, fillOf, fitText, hatching, numberFormat, signOf, told, widestText, type Place } from "./place";

const ROWS_MAX = 40; // as many as the style sheet keeps room for; the table has all

export function drawGroups(model: Model, place: Place): SVGSVGElement {
  const { em, narrow, width, height } = place;
  const rows = model.rows.slice(0, ROWS_MAX);
  const seen = rows.filter(isSeen);
  const hidden = rows.filter((row) => row.verdict === "hidden");
  const overall = model.overall.is_reference && isSeen(model.overall) ? [model.overall] : [];
  const marginTop = 2.2 * em;
  const marginBottom = 2.4 * em;
  const ticks = Math.max(3, Math.round((place.narrow ? width : width * 0.55) / (6 * em)));
  const step = (height - marginTop - marginBottom) / Math.max(1, rows.length);
  // On a phone a name stands above its dot, else to the left of it.
  const valueWidth = widestText(place, seen.map((row) => signOf(row) + row.value_text)) + em;
  const nameWidth = Math.min(widestText(place, rows.map((row) => row.label)) + em, width * 0.34);
  const marginLeft = narrow ? 0.5 * em : nameWidth;
  const marginRight = narrow ? 0.5 * em : valueWidth;
  const textDy = narrow ? -0.22 * step : 0;
  const markDy = narrow ? 0.2 * step : 0;
  const key = (row: Row): string => row.key;
  const whisker = { y: key, x1: "low", x2: "high", dy: markDy, strokeLinecap: "round" } as const;
  const firm = seen.filter((row) => row.verdict !== "hunch" && !row.exact);
  const pale = seen.filter((row) => row.verdict === "hunch" && !row.exact);

  return Plot.plot({
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft,
    marginRight,
    style: { fontSize: `${em}px`, fontFamily: "inherit", background: "none", color: "var(--ink)", overflow: "visible" },
    x: { domain: domainOf(model, [...seen, ...overall].flatMap((row) => [row.low, row.high])), nice: true },
    y: { type: "band", domain: rows.map(key), axis: null, paddingInner: 0, paddingOuter: 0, round: false },
    marks: [
      hatching(em),
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1, ticks }),
      Plot.axisX({ label: null, tickSize: 0, tickFormat: numberFormat(model), color: "var(--soft)", ticks }),
      Plot.ruleX([0].filter(() => !overall.some((row) => row.value === 0)), { stroke: "var(--pale)", strokeOpacity: 0.5, clip: true }),
      Plot.rect(overall, { x1: "low", x2: "high", fill: "var(--ink)", fillOpacity: 0.07 }),
      Plot.ruleX(overall, { x: "value", stroke: "var(--ink)", strokeWidth: 1 }),
      Plot.text(overall, {
        x: "value",
        frameAnchor: "top",
        dy: -1.1 * em,
        text: (row: Seen) => `${row.label} ${row.value_text}`,
        fill: "var(--ink)",
      }),
      // A place for what may not be shown.
      Plot.cell(hidden, {
        y: key,
        dy: markDy,
        insetTop: step * (narrow ? 0.3 : 0.16),
        insetBottom: step * (narrow ? 0.3 : 0.16),
        fill: "var(--paper)",
        stroke: "var(--pale)",
        strokeDasharray: "4 3",
        rx: 3,
      }),
      Plot.text(hidden, {
        y: key,
        dy: markDy,
        frameAnchor: "middle",
        text: (row: Row) => (narrow ? row.verdict_word : `${row.verdict_word}: ${row.why}`),
        fill: "var(--soft)",
        fontSize: em * 0.92,
      }),
      // Amounts that were counted in full have no whiskers; a thin line carries them from zero.
      Plot.ruleY(seen.filter((row) => row.exact), { y: key, x1: 0, x2: "value", dy: markDy, stroke: "var(--line)", strokeWidth: em * 0.3 }),
      Plot.ruleY(pale, { ...whisker, stroke: "var(--pale)", strokeWidth: em * 0.1, strokeDasharray: `${em * 0.1} ${em * 0.25}` }),
      Plot.ruleY(firm, { ...whisker, stroke: colourOf, strokeWidth: em * 0.15 }),
      Plot.dot(seen, { x: "value", y: key, dy: markDy, r: em * 0.36, fill: "var(--paper)" }),
      Plot.dot(seen, {
        x: "value",
        y: key,
        dy: markDy,
        r: em * 0.36,
        fill: fillOf,
        stroke: colourOf,
        strokeWidth: em * 0.14,
        title: told,
      }),
      Plot.text(rows, {
        y: key,
        frameAnchor: "left",
        textAnchor: "start",
        dx: -marginLeft,
        dy: textDy,
        text: (row: Row) => fitText(place, row.label, narrow ? width - valueWidth - 2 * em : nameWidth - 0.8 * em),
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 0.3 * em,
        title: "label",
      }),
      Plot.text(seen, {
        y: key,
        frameAnchor: "right",
        textAnchor: "end",
        dx: marginRight,
        dy: textDy,
        text: (row: Row) => `${signOf(row)}${row.value_text}`,
        fill: (row: Row) => (row.verdict === "hunch" ? "var(--soft)" : colourOf(row)),
        fontWeight: 600,
      }),
    ],
  }) as SVGSVGElement;
}
