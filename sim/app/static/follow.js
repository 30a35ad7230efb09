// The projector of a session: it follows the states, and has no controls. What does not fit on the
// screen is left out, and a sentence says where it is.
import { texts } from "./answer.js";
import { Clock, colon, Live } from "./live.js";
import { put, render, title, words } from "./parts.js";
import { drawBets } from "./ranges.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);
const page = (await texts()).texts;
const clock = new Clock(byId("timer"), page);
const SHOWN = ["unmet_need", "wait_solution_median", "public_cost"]; // rows of a result on the screen

// Leave out what does not fit below, the last first; `holder` has a bounded height.
function fit(holder, items) {
  if (holder.scrollHeight <= holder.clientHeight) return;
  holder.append(words(page["app.elsewhere"], { class: "rest" }));
  while (items.length && holder.scrollHeight > holder.clientHeight) items.pop().remove();
}

// A section whose items are left out as needed; it is drawn again where the window changes. `build`
// returns the title, all that is shown, and what of it may be left out (all, if not given).
function fitted(id, data, build) {
  const key = { data, size: [innerWidth, innerHeight] };
  return [id, key, () => {
    const [head, shown, items = [...shown]] = build();
    const holder = element("div", { class: "fit" }, ...shown);
    requestAnimationFrame(() => fit(holder, items));
    return [head, holder];
  }];
}

const lobby = (view) => [
  ["join", view.address, () => [
    element("img", { src: "/api/session/code.svg", alt: `${page["app.join.code"]} ${view.address}` }),
    words(page["app.join"]), words(view.address, { class: "address" })]],
  names(view, () => ""),
];

function names(view, told) {
  const said = view.teams.map((team) => `${team.number}. ${team.name} ${told(team)}`);
  return fitted("teams", said, () => [
    title(page["app.teams"]), said.map((text) => element("p", { class: "card" }, text))]);
}

const done = (flag) => (flag ? `● ${page["app.yes"]}` : "○ …");
const named = (one) => element("p", {}, element("strong", {}, one.title), ` ${one.story}`);

// What may be chosen on the left, who has chosen on the right.
function choice(view, heading, choices, told) {
  return [
    fitted("choices", choices, () => [title(heading), choices.map(named)]),
    names(view, (team) => done(told(team))),
  ];
}

function story(view) {
  const cards = [...view.card.events, ...view.roles];
  return [fitted("story", { card: view.card, cards }, () => [
    title(view.card.title),
    [words(view.card.story), ...cards.map(named)]])];
}

// A result: who loses, then differences with their intervals.
function result(one, heading, indicators) {
  const teams = page[one.teams.length > 1 ? "app.teams" : "session.kit.team"];
  const who = one.teams.length ? ` (${teams} ${one.teams.join(", ")})` : "";
  const head = element(heading, {}, `${one.title}${who}`);
  if (!one.done) return [element("article", {}, head, words(one.waits)), []];
  const rows = indicators.flatMap((name) => one.rows.filter((row) => row.indicator === name))
    .map((row) => element("p", {}, `${row.label}${colon}${row.gap} ${row.reading}`));
  const losers = `${page["session.kit.losers"]}${colon}${one.losers[0]}`;
  return [element("article", {}, head, element("p", { class: "losers" }, losers), ...rows), rows];
}

// Rows of results, those that are left out first at the end: the last kind, from the last result.
function rowsOf(made, kinds) {
  return kinds.flatMap((_, k) => made.map(([, rows]) => rows[k]).filter(Boolean));
}

function results(id, heading, found) {
  return fitted(id, found, () => {
    const made = found.map((one) => result(one, "h3", SHOWN));
    const boxes = made.map(([box]) => box);
    return [title(heading), boxes, [...boxes.slice(1), ...rowsOf(made, SHOWN)]];
  });
}

// The three ways of leading the change side by side, and the bets laid over what was measured.
function pole(view) {
  const { bets, measured, round2 } = view.reveal;
  return [
    fitted("results", round2, () => {
      const kinds = SHOWN.slice(0, 2);
      const made = round2.map((one) => result(one, "h2", kinds));
      return ["", made.map(([box]) => box), rowsOf(made, kinds)];
    }),
    bets.length > 0 && measured && ["bets", { bets, measured, width: innerWidth }, () => {
      const picture = element("div", { class: "pair" });
      requestAnimationFrame(() => drawBets(picture, bets, measured, page));
      return [title(page["session.kit.bets_over"]), picture];
    }],
  ];
}

function debrief(view) {
  const { card } = view;
  const told = [["session.kit.error", card.error], ["session.kit.why", card.why],
    ["session.kit.model", card.model], ["session.kit.goal", card.goal]];
  return [fitted("story", told, () => [title(card.title),
    told.map(([key, text]) => element("p", {}, element("strong", {}, page[key]), ` ${text}`))])];
}

const BY_PHASE = {
  LOBBY: lobby,
  BRIEF: story,
  BET1: (view) => choice(view, page["app.bet"],
    [{ title: page["app.bet.how"], story: "" }, { title: view.card.title, story: view.card.story }],
    (team) => team.locked && team.bet),
  ROUND1: (view) => choice(view, page["app.levers.two"], view.choices.levers, (team) => team.chosen),
  REVEAL1: (view) => [results("results", page["app.round.first"], view.reveal.round1)],
  ROUND2: (view) => choice(view, page["app.manner"], view.choices.manners, (team) => team.led),
  REVEAL2: pole,
  SHOCK: (view) => (view.reveal.shock.length
    ? [results("results", page["session.kit.shock"], view.reveal.shock)] : story(view)),
  DEBRIEF: debrief,
  EXPORT: (view) => [["again", view.code, () => [title(page["app.read_again"]),
    words(`${view.address.replace(/equipe$/, "")}lecture/${view.code}`, { class: "address" })]]],
};

function show(view) {
  document.documentElement.dataset.phase = view.phase;
  put(byId("phase"), view.title);
  clock.set(view.timer);
  const told = [...view.reveal.shock, ...view.reveal.round2, ...view.reveal.round1];
  put(byId("origin"), told.find((one) => one.done)?.origin.split(" · ").slice(0, -1).join(" · ") ?? "");
  byId("parts").dataset.phase = view.phase;
  render(byId("parts"), BY_PHASE[view.phase](view));
}

const live = new Live("/api/session/projector", show, (status, tree) => {
  put(byId("said"), status === 0 || status >= 400 ? tree.error ?? page["app.wrong"] : "");
});
addEventListener("resize", () => {
  live.version = "";
});
