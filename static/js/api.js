// Makes the calls of the page to try the API in place, and shows what came back.

const csrf = document.getElementById("api").dataset.csrf;
const token = document.getElementById("api-token");

for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
for (const form of document.querySelectorAll("form[data-api-path]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    call(form);
  });
}

async function call(form) {
  const answer = form.querySelector(".api-answer");
  answer.textContent = "Waiting for the answer.";
  try {
    const response = await fetch(address(form), options(form));
    show(answer, response.status, await response.text());
  } catch {
    answer.textContent = "The portal does not answer. Try again later.";
  }
}

function address(form) {
  let path = form.dataset.apiPath;
  const query = new URLSearchParams();
  for (const field of form.querySelectorAll("[data-place]")) {
    const value = field.value.trim();
    if (field.dataset.place === "path") {
      path = path.replace(`{${field.name}}`, encodeURIComponent(value || "-"));
    } else if (field.dataset.place === "query" && value) {
      query.set(field.name, value);
    }
  }
  return query.size ? `${path}?${query}` : path;
}

function options(form) {
  const method = form.dataset.apiMethod;
  const headers = { Accept: "application/json" };
  const given = token.value.trim();
  if (given) headers.Authorization = `Bearer ${given}`;
  else if (method !== "GET") headers["X-CSRFToken"] = csrf;
  const sent = { method, headers, credentials: given ? "omit" : "same-origin" };
  const body = form.querySelector("[data-place=body]");
  if (body) {
    headers["Content-Type"] = "application/json";
    sent.body = body.value;
  } else if ("apiFile" in form.dataset) {
    sent.body = new FormData(form);
  }
  return sent;
}

function show(answer, status, text) {
  const said = document.createElement("p");
  said.textContent = `Status ${status}`;
  const shown = document.createElement("pre");
  shown.tabIndex = 0;
  shown.setAttribute("role", "region");
  shown.setAttribute("aria-label", `Answer of ${answer.closest("details").id}`);
  shown.textContent = readable(text);
  answer.replaceChildren(said, ...(text ? [shown] : []));
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
