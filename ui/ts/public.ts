// What pages for customers do beyond what they can without a script: in a frame on another site they tell how high they
// are; on a tablet at a counter they begin anew for the next customer when nobody touches them.

const page = document.getElementById("main");
const again = page?.dataset["again"];
const after = Number(page?.dataset["after"]) * 1000;

if (window.parent !== window) {
  const tell = () => {
    window.parent.postMessage({ tuntumaHeight: document.documentElement.scrollHeight }, "*");
  };
  addEventListener("load", tell);
  addEventListener("resize", tell);
}

if (again && after > 0) {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      location.replace(again);
    }, after);
  };
  for (const event of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(event, wait);
  wait();
}
