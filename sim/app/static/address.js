// The scenario stands in the address of the page: ?s=pole&coordination=.75&seed=7
// A lever that is not there is where its scenario has it.

export const STOPS = 5;

export function shareOf(stop) {
  return String(stop / (STOPS - 1)).replace(/^0\./, ".");
}

export function stopOf(text) {
  return Math.round(Number(text) * (STOPS - 1));
}

// Read the address: {scenario, stops: {lever: stop}, rest: other words as they are}.
export function read(search, levers, scenarios) {
  const words = new URLSearchParams(search);
  const stops = {};
  for (const { name } of levers) {
    const stop = stopOf(words.get(name) ?? "NaN");
    if (stop >= 0 && stop < STOPS) stops[name] = stop;
  }
  const known = scenarios.some(({ name }) => name === words.get("s"));
  return {
    scenario: known ? words.get("s") : scenarios[0].name,
    stops,
    seed: words.get("seed") ?? "1",
    lang: words.get("lang") ?? "",
  };
}

// Write the words of a state; `lang` is left out of what decides the worlds.
export function write({ scenario, stops, seed, lang }) {
  const words = new URLSearchParams({ s: scenario });
  for (const name of Object.keys(stops).sort()) words.set(name, shareOf(stops[name]));
  words.set("seed", seed);
  if (lang) words.set("lang", lang);
  return `?${words}`;
}
