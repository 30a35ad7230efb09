// What a round has given: the losers first, then the table; and the bets laid over the results.
import { tableOf } from "./charts.js";
import { colon } from "./live.js";
import { list, title, words } from "./parts.js";
import { element } from "./svg.js";

function namesOf(one, teams) {
  return one.teams.map((number) => teams[number - 1].name).join(", ");
}

function resultOf(one, texts, teams) {
  const names = namesOf(one, teams);
  const label = texts[one.teams.length > 1 ? "app.teams" : "session.kit.team"];
  const head = [element("h3", {}, one.title), names && words(`${label}${colon}${names}`)];
  if (!one.done) return [...head, words(one.waits)];
  const columns = [texts["app.indicator"], texts["session.kit.a"], texts["session.kit.b"],
    texts["difference"], texts["app.reading"]];
  const rows = one.rows.map((row) => [row.label, row.first, row.second, row.gap, row.reading]);
  const table = tableOf({ title: one.title, head: columns, rows });
  const scroll = element("div",
    { class: "scroll", role: "region", tabindex: "0", "aria-label": one.title }, table);
  return [
    ...head,
    one.note && words(one.note, { class: "note" }),
    element("h4", {}, texts["session.kit.losers"]), list(one.losers),
    scroll, words(one.origin, { class: "small" }),
  ];
}

// A section of `render` with the results of a round; nothing where there are none.
export function resultsOf(id, heading, found, texts, teams) {
  if (!found.length) return null;
  const names = teams.map(({ name }) => ({ name }));
  return [id, { heading, found, names }, () => [
    title(heading),
    ...found.flatMap((one) => resultOf(one, texts, names)).filter(Boolean),
  ]];
}

// The bets as rows of a table: what agrees with what was measured has the word, not a colour alone.
export function betRows(bets, texts) {
  const told = (right) => (right === undefined ? "…"
    : right ? `● ${texts["session.kit.right"]}` : `○ ${texts["session.kit.wrong"]}`);
  return bets.map((bet) => [bet.name, bet.text,
    ...["wait", "cost", "loser"].map((part) => told(bet.right?.[part]))]);
}

export function betsOf(bets, texts) {
  if (!bets?.length) return null;
  return ["bets", bets, () => {
    const keys = ["session.kit.team", "session.kit.bet", "session.kit.wait", "session.kit.cost",
      "session.kit.loser"];
    const heading = texts["session.kit.bets_over"];
    const table = tableOf({ title: heading, head: keys.map((key) => texts[key]),
      rows: betRows(bets, texts) });
    return [title(heading),
      element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": heading }, table)];
  }];
}

// The card: its story, its events, and after play what it expected.
export function cardOf(card, texts) {
  return ["card", card, () => [
    title(card.title), words(card.story),
    card.events.length && list(card.events.map((one) => `${one.title}${colon}${one.story}`)),
    card.error && words(`${texts["session.kit.error"]}${colon}${card.error}`),
    card.why && words(`${texts["session.kit.why"]}${colon}${card.why}`),
    card.model && words(`${texts["session.kit.model"]}${colon}${card.model}`),
    words(`${texts["session.kit.limits"]}${colon}${card.limits}`, { class: "small" }),
  ]];
}

export function vetoesOf(vetoes, texts) {
  if (!vetoes.length) return null;
  return ["vetoes", vetoes, () => [title(texts["app.vetoes"]), list(vetoes.map((one) => one.text))]];
}

export function commitmentsOf(commitments, texts) {
  if (!commitments?.length) return null;
  return ["commitments", commitments, () => {
    const heading = texts["session.kit.commitments"];
    const keys = ["session.kit.team", "session.kit.who_acts", "session.kit.with_whom",
      "session.kit.by_when"];
    const rows = commitments.map((one) => [one.name, one.who, one.with_whom, one.by_when]);
    const table = tableOf({ title: heading, head: keys.map((key) => texts[key]), rows });
    return [title(heading),
      element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": heading }, table)];
  }];
}

// All that was revealed, in the order of the session from the last to the first.
export function revealed(view, texts) {
  const { reveal, teams } = view;
  return [
    resultsOf("shock", texts["session.kit.shock"], reveal.shock, texts, teams),
    betsOf(reveal.bets, texts),
    resultsOf("round-two", texts["app.round.second"], reveal.round2, texts, teams),
    resultsOf("round-one", texts["app.round.first"], reveal.round1, texts, teams),
  ];
}
