// Ask the server, and read its answers: four bytes with the length of a JSON text, the text, then
// one byte for each person and month, the states of the first world before those of the second.

// A random word, so that a newer question of this page drops its older ones.
const page = crypto.getRandomValues(new Uint32Array(2)).join("");

export async function ask(words, { moved = "", signal } = {}) {
  const headers = { "x-parcours-page": page, "x-parcours-moved": moved };
  let answer;
  try {
    answer = await fetch(`/api/answer${words}`, { headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(""); // no server: the page has a sentence for it, the browser's is technical
  }
  if (answer.status === 204) return null; // the server has dropped it
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? "");
  return { ...decode(await answer.arrayBuffer()), from: answer.headers.get("x-parcours-from") };
}

export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const tree = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const size = (buffer.byteLength - 4 - length) / 2;
  const worlds = [0, 1].map((k) => new Uint8Array(buffer, 4 + length + k * size, size));
  return { tree, worlds };
}

export async function texts() {
  const answer = await fetch(`/api/texts?lang=${document.documentElement.lang}`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}
