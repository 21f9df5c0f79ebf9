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

interface Event {
  date: Date;
  label: string;
  isLate: boolean; // its name ends at its mark instead of leaving the picture
  level: number; // names that would run into each other step down a line
}

function eventsOf(model: Model, place: Place, [from, to]: [Date, Date], room: number): Event[] {
  const span = to.getTime() - from.getTime();
  const ends: number[] = [];
  const events: Event[] = [];
  for (const { day, label } of model.events) {
    const date = dateOf(day);
    if (date < from || date > to) continue;
    const x = ((date.getTime() - from.getTime()) / span) * room;
    const width = widestText(place, [label]) + place.em;
    const isLate = x + width > room;
    const left = isLate ? x - width : x;
    let level = 0;
    while (level < 3 && (ends[level] ?? -Infinity) > left) level += 1;
    ends[level] = left + width;
    events.push({ date, label, isLate, level });
  }
  return events;
}

// The time that a hidden period takes: half way to its neighbours.
function gapsOf(rows: Row[]): { from: Date; to: Date; row: Row }[] {
  const at = (index: number): number => dateOf(rows[Math.max(0, Math.min(rows.length - 1, index))]?.day ?? "").getTime();
  return rows.flatMap((row, index) =>
    row.verdict === "hidden"
      ? [{ from: new Date((at(index - 1) + at(index)) / 2), to: new Date((at(index) + at(index + 1)) / 2), row }]
      : [],
  );
}

export function drawSeries(model: Model, place: Place): SVGSVGElement {
  const { em, width, height, narrow } = place;
  const rows = model.rows.filter((row) => row.day);
  const points: Point[] = rows.filter(isSeen).map((row) => ({ ...row, date: dateOf(row.day ?? "") }));
  const last = points.at(-1);
  const stretches = stretchesOf(rows);
  const joined = new Set(stretches.flatMap((stretch) => stretch.points.map((point) => point.key)));
  const alone = points.filter((point) => !joined.has(point.key)); // no band reaches them: whiskers instead
  const gaps = gapsOf(rows);
  const overall = model.overall.is_reference && isSeen(model.overall) ? [model.overall] : [];
  const format = numberFormat(model);
  const [from, to] = [dateOf(rows[0]?.day ?? "1970-01-01"), dateOf(rows.at(-1)?.day ?? "1970-01-02")];
  const domain = domainOf(model, [...points, ...overall].flatMap((row) => [row.low, row.high]));
  const endText = last ? `${signOf(last)}${last.value_text}` : "";
  const marginLeft = widestText(place, domain.map((value) => format(Math.round(value)))) + em;
  const marginRight = Math.max(widestText(place, [endText]), narrow ? 0 : widestText(place, overall.map((row) => row.label))) + em;
  const marginBottom = 3 * em;
  const events = eventsOf(model, place, [from, to], width - marginLeft - marginRight);
  const marginTop = (events.length > 0 ? 2.2 + 1.3 * Math.max(...events.map((event) => event.level)) : 1.2) * em;
  const perRow = (width - marginLeft - marginRight) / Math.max(1, rows.length - 1);
  // Where there is no room for every dot, those that differ and the last one stand for all.
  const dots = perRow > em ? points : points.filter((point) => point === last || signOf(point) !== "");
  // The whole's name keeps clear of the last value.
  const apart = last && overall[0] ? (last.value - overall[0].value) / (domain[1] - domain[0]) : 1;
  const nameDy = Math.abs(apart) > 0.07 ? 0 : Math.sign(apart || 1) * 1.2 * em;

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
      Plot.text(narrow ? [] : overall, {
        y: "value",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 0.6 * em,
        dy: nameDy,
        text: "label",
        fill: "var(--soft)",
      }),
      Plot.rect(gaps, { x1: "from", x2: "to", fill: "none", stroke: "var(--pale)", strokeDasharray: "4 3", rx: 3 }),
      Plot.text(perRow < 1.3 * em ? [] : gaps, {
        x: (gap: { row: Row }) => dateOf(gap.row.day ?? ""),
        frameAnchor: "bottom",
        textAnchor: "start",
        lineAnchor: "middle",
        rotate: -90,
        dy: -0.7 * em,
        text: (gap: { row: Row }) => `${gap.row.verdict_word}: ${gap.row.why}`,
        fill: "var(--soft)",
        fontSize: em * 0.92,
      }),
      ...stretches.flatMap((stretch) => [
        Plot.areaY(stretch.points, {
          x: "date",
          y1: "low",
          y2: "high",
          fill: stretch.sure ? "var(--ink)" : "url(#hatch)",
          fillOpacity: stretch.sure ? 0.13 : 0.55,
        }),
      ]),
      Plot.ruleX(events, { x: "date", stroke: "var(--pale)", strokeWidth: 1, insetTop: -0.6 * em }),
      ...events.map((event) =>
        Plot.text([event], {
          x: "date",
          frameAnchor: "top",
          lineAnchor: "top",
          textAnchor: event.isLate ? "end" : "start",
          dx: (event.isLate ? 0.2 : -0.2) * em,
          dy: (0.2 + 1.3 * event.level) * em - marginTop,
          text: "label",
          fill: "var(--ink)",
        }),
      ),
      Plot.ruleX(alone, { x: "date", y1: "low", y2: "high", stroke: colourOf, strokeWidth: em * 0.13 }),
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
      ...[-1, 1].map((side) =>
        Plot.text(points.filter((point) => point !== last && (side < 0 ? point.difference?.is_better : point.difference?.is_worse)), {
          x: "date",
          y: "value",
          dy: side * 1.05 * em,
          text: (point: Point) => signOf(point).trim(),
          fill: colourOf,
          fontSize: em * 0.85,
        }),
      ),
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
    tickPadding: 10,
    color: "var(--soft)",
    tickFormat: (at: Date, index: number) => {
      if (fine) return day.format(at);
      if (every >= 12) return year.format(at);
      const isNew = index === 0 || at.getUTCFullYear() !== ticks[index - 1]?.getUTCFullYear();
      return isNew ? `${month.format(at)}\n${year.format(at)}` : month.format(at);
    },
  });
}
