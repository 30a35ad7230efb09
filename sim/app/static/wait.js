// The page shown while the server prepares: it asks how far the work is, then opens the page.
const bar = document.getElementById("progress");
const status = document.getElementById("status");
const EVERY = 500; // milliseconds

async function look() {
  try {
    const answer = await fetch(`/api/progress${location.search}`);
    const found = await answer.json();
    if (found.ready) return location.reload();
    bar.max = found.total;
    bar.value = found.done;
    const said = found.error || `${found.done} / ${found.total}`;
    if (status.textContent !== said) status.textContent = said;
  } catch {
    // The server restarts: ask again.
  }
  setTimeout(look, EVERY);
}

look();
