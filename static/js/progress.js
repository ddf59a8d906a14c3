// Replaces the figures of an unfinished run every two seconds, instead of loading the page again.
const frame = document.querySelector("[data-progress]");
const answer = document.querySelector("[data-progress-sentence]");

async function ask() {
  try {
    const response = await fetch(frame.dataset.progress, { headers: { Accept: "application/json" } });
    if (response.redirected) {
      window.location.reload(); // The session has ended: sign-in leads back here.
      return;
    }
    if (!response.ok) throw new Error(String(response.status));
    const found = await response.json();
    frame.innerHTML = found.html;
    if (answer.textContent !== found.sentence) answer.textContent = found.sentence;
    if (found.finished) {
      window.location.reload();
      return;
    }
  } catch {
    // A lost connection or a restarting server: the next try finds the run again.
  }
  window.setTimeout(ask, 2000);
}

if (frame) window.setTimeout(ask, 1000);
