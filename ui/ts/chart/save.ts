// save: the picture as a file of its own, with its title, question and colours as they are seen now.

import type { Model } from "../model";

export type Format = "svg" | "png";

const SVG = "http://www.w3.org/2000/svg";
const SEEN = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "opacity"];
const PNG_SCALE = 2; // sharp in print

// What the style sheet says, written into the picture, since it leaves the page.
function withColours(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const copies = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of SEEN) copies[index]?.setAttribute(name, style.getPropertyValue(name));
  });
  for (const part of [copy, ...copies]) part.removeAttribute("style");
  copy.removeAttribute("font-family");
  return copy;
}

function line(text: string, y: number, size: number, weight: number, fill: string): SVGTextElement {
  const made = document.createElementNS(SVG, "text");
  made.textContent = text;
  for (const [name, value] of Object.entries({ x: 0, y, "font-size": size, "font-weight": weight, fill })) {
    made.setAttribute(name, String(value));
  }
  return made;
}

// The page's own letters, carried along, so that names keep their widths wherever the picture is opened.
async function letters(): Promise<SVGStyleElement> {
  const links = [...document.querySelectorAll<HTMLLinkElement>("link[as=font]")];
  const faces = await Promise.all(
    links.map(async (link) => {
      const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
      const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
      return `@font-face{font-family:"Source Sans 3";font-weight:${link.dataset["weight"] ?? ""};src:url(data:font/woff2;base64,${text})}`;
    }),
  );
  const style = document.createElementNS(SVG, "style");
  style.textContent = faces.join("");
  return style;
}

async function whole(svg: SVGSVGElement, model: Model): Promise<{ text: string; width: number; height: number }> {
  const body = getComputedStyle(document.body);
  const em = parseFloat(body.fontSize);
  const pad = 1.5 * em;
  const head = 4 * em;
  const width = svg.clientWidth + 2 * pad;
  const height = svg.clientHeight + 2 * pad + head;
  const sheet = document.createElementNS(SVG, "svg");
  const paper = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x: -pad, y: -pad, width, height, fill: body.backgroundColor })) {
    paper.setAttribute(name, String(value));
  }
  const ink = body.color;
  const picture = withColours(svg);
  picture.setAttribute("y", String(head));
  picture.setAttribute("width", String(svg.clientWidth));
  picture.setAttribute("height", String(svg.clientHeight));
  sheet.setAttribute("viewBox", `${-pad} ${-pad} ${width} ${height}`);
  sheet.setAttribute("width", String(width));
  sheet.setAttribute("height", String(height));
  sheet.setAttribute("font-family", "'Source Sans 3', sans-serif");
  sheet.append(await letters(), paper, line(model.title, em, 1.4 * em, 600, ink), line(`${model.question} · Tuntuma`, 2.5 * em, em, 400, ink), picture);
  return { text: new XMLSerializer().serializeToString(sheet), width, height };
}

async function painted(text: string, width: number, height: number): Promise<Blob | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * PNG_SCALE;
  canvas.height = height * PNG_SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export async function save(svg: SVGSVGElement, model: Model, format: Format): Promise<void> {
  const { text, width, height } = await whole(svg, model);
  const file = format === "svg" ? new Blob([text], { type: "image/svg+xml" }) : await painted(text, width, height);
  if (!file) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${model.question.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80)}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
