// series: a line through time with its band; events are thin marks with their names; hidden periods are empty places.

import * as Plot from "@observablehq/plot";
import { isSeen, type Model, type Row, type Seen } from "../model";
import { colourOf, domainOf, fillOf, hatching, numberFormat, signOf, told, widestText, type Place } from "./place";

interface Point extends Seen {
  date: Date;
}

// A stretch between two neighbours is as sure as the less sure of them.
interface Stretch {
  sure: boolean;
  points: Point[];
}

function dateOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function stretchesOf(rows: Row[]): Stretch[] {
  const stretches: Stretch[] = [];
  let last: Point | null = null;
  for (const row of rows) {
    if (!isSeen(row) || !row.day) {
      last = null;
      continue;
    }
    const point: Point = { ...row, date: dateOf(row.day) };
    if (last) {
      const sure = last.verdict !== "hunch" && point.verdict !== "hunch";
      const current = stretches.at(-1);
      if (current && current.sure === sure && current.points.at(-1) === last) current.points.push(point);
      else stretches.push({ sure, points: [last, point] });
    }
    last = point;
  }
  return stretches;
}

// Names of events that would run into each other step down a line.
function eventLevels(events: { date: Date; label: string }[], place: Place, from: number, perPixel: number): number[] {
  const ends: number[] = [];
  return events.map((event) => {
    const x = (event.date.getTime() - from) / perPixel;
    let level = 0;
    while (level < 3 && (ends[level] ?? -Infinity) > x) level += 1;
    ends[level] = x + widestText(place, [event.label]) + place.em;
    return level;
  });
}

export function drawSeries(model: Model, place: Place): SVGSVGElement {
  const { em, width, height, narrow } = place;
  const rows = model.rows.filter((row) => row.day);
  const points: Point[] = rows.filter(isSeen).map((row) => ({ ...row, date: dateOf(row.day ?? "") }));
  const last = points.at(-1);
  const stretches = stretchesOf(rows);
  const hidden = rows.filter((row) => row.verdict === "hidden").map((row) => dateOf(row.day ?? ""));
  const overall = model.overall.is_reference && isSeen(model.overall) ? [model.overall] : [];
  const format = numberFormat(model);
  const [from, to] = [dateOf(rows[0]?.day ?? "1970-01-01"), dateOf(rows.at(-1)?.day ?? "1970-01-02")];
  const events = model.events.map((event) => ({ date: dateOf(event.day), label: event.label }))
    .filter((event) => event.date >= from && event.date <= to);
  const domain = domainOf(model, [...points, ...overall].flatMap((row) => [row.low, row.high]));
  const endText = last ? `${signOf(last)}${last.value_text}` : "";
  const marginLeft = widestText(place, domain.map((value) => format(Math.round(value)))) + em;
  const marginRight = Math.max(widestText(place, [endText]), narrow ? 0 : widestText(place, overall.map((row) => row.label))) + em;
  const marginBottom = 2.6 * em;
  // A late event's name ends at its mark instead of leaving the picture.
  const isLate = (date: Date): boolean => date.getTime() - from.getTime() > (to.getTime() - from.getTime()) * 0.75;
  const levels = eventLevels(events, place, from.getTime(), (to.getTime() - from.getTime()) / (width - marginLeft - marginRight));
  const marginTop = (events.length > 0 ? 2.2 + 1.3 * Math.max(0, ...levels) : 1.2) * em;
  // Where there is no room for every dot, those that differ and the last one stand for all.
  const dots = points.length * em < width * 0.9 ? points : points.filter((point) => point === last || signOf(point) !== "");
  const overallNear = last && overall[0] ? Math.abs(last.value - overall[0].value) / (domain[1] - domain[0]) < 0.07 : false;

  return Plot.plot({
    width,
    height,
    marginTop,
    marginBottom,
    marginLeft,
    marginRight,
    style: { fontSize: `${em}px`, fontFamily: "inherit", background: "none", color: "var(--ink)", overflow: "visible" },
    x: { type: "utc", domain: [from, to] },
    y: { domain, nice: true },
    marks: [
      hatching(em),
      Plot.gridY({ stroke: "var(--line)", strokeOpacity: 1, ticks: Math.round(height / (5 * em)) }),
      Plot.axisY({ label: null, tickSize: 0, tickFormat: format, color: "var(--soft)", ticks: Math.round(height / (5 * em)) }),
      timeAxis(model, rows, (width - marginLeft - marginRight) / (5.5 * em)),
      Plot.ruleY([0].filter(() => domain[0] < 0 && domain[1] > 0), { stroke: "var(--pale)", strokeOpacity: 0.6 }),
      Plot.ruleY(overall, { y: "value", stroke: "var(--ink)", strokeWidth: 1, strokeDasharray: "2 3" }),
      Plot.text(overall.filter(() => !overallNear && !narrow), {
        y: "value",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 0.6 * em,
        text: "label",
        fill: "var(--soft)",
      }),
      Plot.ruleX(hidden, { stroke: "var(--pale)", strokeDasharray: "4 3" }),
      ...stretches.flatMap((stretch) => [
        Plot.areaY(stretch.points, {
          x: "date",
          y1: "low",
          y2: "high",
          fill: stretch.sure ? "var(--ink)" : "url(#hatch)",
          fillOpacity: stretch.sure ? 0.13 : 0.55,
        }),
      ]),
      Plot.ruleX(events, { x: "date", stroke: "var(--soft)", strokeWidth: 1, insetTop: -0.6 * em }),
      ...events.map((event, index) =>
        Plot.text([event], {
          x: "date",
          frameAnchor: "top",
          lineAnchor: "top",
          textAnchor: isLate(event.date) ? "end" : "start",
          dx: isLate(event.date) ? 0.2 * em : -0.2 * em,
          dy: (0.2 + 1.3 * (levels[index] ?? 0)) * em - marginTop,
          text: "label",
          fill: "var(--ink)",
        }),
      ),
      ...stretches.map((stretch) =>
        Plot.lineY(stretch.points, {
          x: "date",
          y: "value",
          stroke: stretch.sure ? "var(--ink)" : "var(--pale)",
          strokeWidth: em * (stretch.sure ? 0.16 : 0.11),
          ...(stretch.sure ? {} : { strokeDasharray: `${em * 0.1} ${em * 0.3}` }),
          strokeLinecap: "round",
        }),
      ),
      Plot.dot(dots, { x: "date", y: "value", r: em * 0.28, fill: "var(--paper)" }),
      Plot.dot(dots, {
        x: "date",
        y: "value",
        r: em * 0.28,
        fill: fillOf,
        stroke: colourOf,
        strokeWidth: em * 0.13,
        title: told,
      }),
      Plot.text(points.filter((point) => point !== last && signOf(point) !== ""), {
        x: "date",
        y: "value",
        dx: 1.1 * em,
        text: (point: Point) => signOf(point).trim(),
        fill: colourOf,
        fontSize: em * 0.85,
      }),
      Plot.text(last ? [last] : [], {
        x: "date",
        y: "value",
        dx: 0.7 * em,
        textAnchor: "start",
        text: () => endText,
        fill: colourOf,
        fontWeight: 600,
      }),
    ],
  }) as SVGSVGElement;
}

// Ticks at whole years, quarters, months or days, whichever fit; the year is said where it changes.
function timeAxis(model: Model, rows: Row[], room: number): Plot.Markish {
  const days = rows.map((row) => dateOf(row.day ?? ""));
  const [first, end] = [days[0] ?? new Date(0), days.at(-1) ?? new Date(0)];
  const months = (end.getUTCFullYear() - first.getUTCFullYear()) * 12 + end.getUTCMonth() - first.getUTCMonth() + 1;
  const fine = months <= 2;
  const every = fine ? Math.ceil(days.length / room) : ([1, 2, 3, 6, 12, 24, 60].find((step) => months / step <= room) ?? 120);
  const ticks: Date[] = [];
  if (fine) ticks.push(...days.filter((_, index) => index % every === 0));
  else {
    for (let at = new Date(Date.UTC(first.getUTCFullYear(), 0, 1)); at <= end; ) {
      if (at >= first) ticks.push(at);
      at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + every, 1));
    }
  }
  const year = new Intl.DateTimeFormat(model.lang, { year: "numeric", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(model.lang, { month: "short", timeZone: "UTC" });
  const day = new Intl.DateTimeFormat(model.lang, { day: "numeric", month: "numeric", timeZone: "UTC" });
  return Plot.axisX(ticks, {
    label: null,
    tickSize: 0,
    color: "var(--soft)",
    tickFormat: (at: Date, index: number) => {
      if (fine) return day.format(at);
      if (every >= 12) return year.format(at);
      const isNew = index === 0 || at.getUTCFullYear() !== ticks[index - 1]?.getUTCFullYear();
      return isNew ? `${month.format(at)}\n${year.format(at)}` : month.format(at);
    },
  });
}
