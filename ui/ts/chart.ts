// chart: draws the page's one picture from the page's own model, again whenever its place changes size, and saves it.
// Loaded only by pages that have a picture. Colours are the style sheet's, so light and dark need no redrawing.

import { drawGroups } from "./chart/groups";
import { drawHeat } from "./chart/heat";
import { measure, type Place } from "./chart/place";
import { save, type Format } from "./chart/save";
import { drawSeries } from "./chart/series";
import type { Model } from "./model";

const DRAW: Record<string, (model: Model, place: Place) => SVGSVGElement> = {
  groups: drawGroups,
  series: drawSeries,
  heat: drawHeat,
};

function show(figure: HTMLElement, reserved: HTMLElement, model: Model): void {
  const draw = DRAW[model.shape];
  if (!draw) return;
  const svg = draw(model, measure(reserved));
  // Plot brings a style element, which the page's policy forbids; the style sheet has its rules.
  for (const style of svg.querySelectorAll("style")) style.remove();
  // Its parts have names that are for nobody; the whole has one sentence.
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", model.picture_sentence);
  figure.querySelector("svg")?.remove();
  reserved.hidden = true;
  reserved.after(svg);
}

function start(figure: HTMLElement): void {
  const reserved = figure.querySelector<HTMLElement>(".place");
  const text = figure.dataset["model"];
  if (!reserved || !text) return;
  const model = JSON.parse(text) as Model;
  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - width) < 1) return;
    width = figure.clientWidth;
    reserved.hidden = false;
    show(figure, reserved, model);
  }).observe(figure);
  for (const button of figure.querySelectorAll<HTMLElement>("[data-save]")) {
    button.addEventListener("click", () => {
      const svg = figure.querySelector("svg");
      if (svg) void save(svg, model, button.dataset["save"] as Format);
    });
  }
}

for (const figure of document.querySelectorAll<HTMLElement>("figure.chart")) start(figure);
