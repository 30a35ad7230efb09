// The projector: the pictures of the address, without controls.
import { read, write } from "./address.js";
import { texts } from "./answer.js";
import { drawCurve } from "./curve.js";
import { Moves } from "./moves.js";
import { Player } from "./player.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);
const page = await texts();
const state = read(location.search, page.levers, page.scenarios);
const player = new Player(byId("strips"), page.texts, false);
const title = element("h2");
const picture = element("div", { class: "picture" });
byId("difference").append(title, picture);

function show({ tree, worlds }) {
  player.set({ ...tree.strips, titles: tree.titles }, worlds, tree.strips.described);
  const first = tree.difference[0];
  title.textContent = `${first.label} (${first.unit})`;
  picture.style.height = `${byId("difference").clientHeight - title.offsetHeight - 12}px`;
  drawCurve(picture, first, page.reform, page.texts);
  byId("pictures-title").textContent = tree.titles.join(" / ");
  // The banner above says already what the last part says.
  byId("origin").textContent = tree.origin.split(" · ").slice(0, -1).join(" · ");
  const numbers = tree.difference.slice(0, 3).map((each) =>
    element("p", {}, `${each.label} (${each.unit})`, element("strong", {}, each.text)));
  byId("numbers").replaceChildren(...numbers);
}

const moves = new Moves(
  (answer, step) => {
    show(answer);
    document.documentElement.dataset.seeds = step;
  },
  (what, detail) => {
    byId("status").textContent = what === "wrong" ? detail || page.texts["app.wrong"] : "";
    document.documentElement.dataset.status = what;
  },
);
moves.want(write({ ...state, lang: page.lang }));
