// The page of a team: its bet, its choices, what came out, its commitment.
import { texts } from "./answer.js";
import { Clock, colon, Live } from "./live.js";
import { button, form, line, list, put, render, select, title, words } from "./parts.js";
import { cardOf, revealed, vetoesOf } from "./reveal.js";
import { element } from "./svg.js";

const byId = (id) => document.getElementById(id);
const page = (await texts()).texts;
const clock = new Clock(byId("timer"), page);
const say = (text) => put(byId("said"), text);

async function act(message) {
  const { taken, text } = await live.act(message);
  say(text ?? page["app.wrong"]);
  return taken;
}

// Nobody sits here yet: a name, and the seat is taken.
function door() {
  const [field, name] = line("name", page["app.team.name"], 30);
  const join = () => act({ kind: "join", name: name.value, lang: document.documentElement.lang });
  return [words(page["app.team.how"]), form([field], page["app.team.join"], "join", join)];
}

function you({ own }) {
  return [
    words(`${page["session.kit.team"]} ${own.number}${colon}${own.name}`, { class: "name" }),
    words(own.institution),
    own.roles.length && list(own.roles.map((role) => `${role.title}${colon}${role.story}`)),
  ];
}

// A lever with its value in words.
function range(id, label, ends, value, told) {
  const input = element("input", { type: "range", id, min: ends[0], max: ends[1], step: 1 });
  const output = element("output", { for: id, "aria-live": "off" });
  const tell = () => {
    const sign = input.value > 0 ? "+" : "";
    put(output, told(`${sign}${input.value}`.replace("-", "\u2212")));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.value = value;
  input.addEventListener("input", tell);
  tell();
  return [element("div", { class: "lever" }, element("label", { for: id }, label), input, output), input];
}

function bet({ own, losers }) {
  if (own.locked) {
    return [title(page["app.bet"]), words(own.text || page["app.bet.none"]),
      own.bet && words(page["app.bet.locked"])];
  }
  const placed = own.bet ?? { wait: 0, cost: 0, loser: losers[0].name };
  const [first, wait] = range("wait", page["session.kit.wait"], [-24, 24], placed.wait,
    (text) => `${text} ${page["app.months"]}`);
  const [second, cost] = range("cost", page["session.kit.cost"], [-50, 50], placed.cost,
    (text) => `${text} %`);
  const [third, loser] = select("loser", page["session.kit.loser"], losers, placed.loser);
  const place = () => act({
    kind: "bet", wait: Number(wait.value), cost: Number(cost.value), loser: loser.value });
  return [
    title(page["app.bet"]), words(page["app.bet.how"]),
    form([first, second, third], page["app.bet.place"], "place", place),
    own.bet && words(`${own.text}. ${page["app.bet.placed"]}`),
    own.bet && button("lock", page["app.bet.lock"], () => act({ kind: "lock" })),
  ];
}

// A choice to tick, with what it means below it.
function tick(type, name, choice, checked, changed) {
  const id = `${name}-${choice.name}`;
  const input = element("input", { type, id, name, value: choice.name, "aria-describedby": `${id}-s` });
  input.checked = checked;
  input.addEventListener("change", () => changed(input));
  return element("div", { class: "tick" }, input, element("label", { for: id }, choice.title),
    element("p", { id: `${id}-s`, class: "small" }, choice.story));
}

function levers({ own, choices }) {
  const all = () => [...document.querySelectorAll("#levers input:checked")].map((one) => one.value);
  const change = async (input) => {
    if (!(await act({ kind: "levers", levers: all() }))) input.checked = !input.checked;
  };
  const ticks = choices.map((one) =>
    tick("checkbox", "lever", one, own.levers.includes(one.name), change));
  return [element("fieldset", {}, element("legend", {}, page["app.levers.two"]), ...ticks)];
}

function manner({ own, choices }) {
  const change = (input) => act({ kind: "manner", manner: input.value });
  const ticks = choices.map((one) => tick("radio", "manner", one, own.manner === one.name, change));
  return [element("fieldset", {}, element("legend", {}, page["app.manner"]), ...ticks)];
}

function veto({ roles, choices }) {
  return [title(page["app.veto"]), words(page["app.veto.how"]), ...roles.map((role) => {
    if (role.veto) return words(`${role.title}${colon}${page["app.veto.used"]}`);
    const [row, target] = select(`target-${role.name}`, role.title, choices);
    const stop = () => act({ kind: "veto", role: role.name, target: target.value });
    return form([row], page["app.veto.use"], `veto-${role.name}`, stop);
  })];
}

function commit({ own }) {
  const before = own.commitment ?? { who: "", with_whom: "", by_when: "" };
  const [first, who] = line("who_acts", page["session.kit.who_acts"], 120, before.who);
  const [second, whom] = line("with_whom", page["session.kit.with_whom"], 120, before.with_whom);
  const [third, when] = line("by_when", page["session.kit.by_when"], 120, before.by_when);
  const send = () => act({
    kind: "commit", who: who.value, with_whom: whom.value, by_when: when.value });
  return [
    title(page["session.kit.commitments"]), words(page["app.commit.how"]),
    form([first, second, third], page["app.commit.send"], "commit", send),
    own.commitment && words(page["app.commit.sent"]),
  ];
}

function leave({ code }) {
  const link = element("a", { href: `/lecture/${code}`, id: "read-again" }, page["app.read_again"]);
  return [element("p", {}, link)];
}

function show(view) {
  put(byId("phase"), view.title);
  clock.set(view.timer);
  if (view.screen === "door") return render(byId("parts"), [["door", view.code, door]]);
  const { you: own, choices, acts } = view;
  const can = (kind) => acts.includes(kind);
  put(byId("who"), own.name);
  const address = `/equipe/${own.number}${location.search}`;
  if (location.pathname !== `/equipe/${own.number}`) history.replaceState(null, "", address);
  const targets = can("levers") ? choices.levers : choices.manners;
  return render(byId("parts"), [
    ["you", { own: { number: own.number, name: own.name, institution: own.institution,
      roles: own.roles } }, you],
    view.phase === "LOBBY" && ["wait", view.phase, () => [words(page["app.team.wait"])]],
    can("bet") && ["bet", { own: { bet: own.bet, text: own.bet_text, locked: own.locked }, losers: choices.losers }, bet],
    can("levers") && ["levers", { own: { levers: own.levers }, choices: choices.levers }, levers],
    can("manner") && ["manner", { own: { manner: own.manner }, choices: choices.manners }, manner],
    can("veto") && own.roles.length > 0 && ["veto", { roles: own.roles, choices: targets }, veto],
    can("commit") && ["commit", { own: { commitment: own.commitment } }, commit],
    view.phase === "EXPORT" && ["leave", { code: view.code }, leave],
    vetoesOf(view.vetoes, page),
    ...revealed(view, page),
    cardOf(view.card, page),
  ]);
}

const live = new Live("/api/session/team", show, (status, tree) => {
  const broken = status === 0 || status >= 400;
  if (broken) say(tree.error ?? page["app.wrong"]);
  else if (byId("said").textContent === page["app.wrong"]) say("");
});
