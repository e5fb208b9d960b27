// The monitor page. It logs in by the code in its own address (#code=...), which no server is sent, or by a token; both
// are kept for this tab alone. The status comes by a websocket once a second, health and log are asked for.

import { Line } from "./charts.js";

const KEY = "understudy.token";
const ALARM_MS = 1500;  // a second press in alarm must not show the picture again
const AGAIN_MS = [500, 1000, 2000, 5000];
const SILENT_MS = 5000;  // the status comes every second: a connection that says nothing for so long has gone
const HEALTH_MS = 5000;
const LOG_MS = 4000;

const $ = (id) => document.getElementById(id);
const charts = { fps: new Line($("fps-chart")), age: new Line($("age-chart")) };
let token = sessionStorage.getItem(KEY);
let socket = null;
let failures = 0;
let status = null;
let stages = {};
let coveredAt = -Infinity;
const timers = {};

function later(name, work, ms) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(work, ms);
}

// ---- asking ----------------------------------------------------------------------------------------------------

class Refused extends Error {
  constructor(answer, code) {
    super([answer.error?.message, answer.error?.hint].filter(Boolean).join(" "));
    this.status = code;
    this.data = answer.data;
  }
}

async function ask(method, path, body) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const answer = await response.json();
  if (!answer.ok) throw new Refused(answer, response.status);
  return answer.data;
}

function tell(error) {
  $("notice").textContent = error ? String(error.message ?? error) : "";
  $("notice").hidden = !error;
}

async function doing(work) {
  try {
    await work();
    tell(null);
  } catch (error) {
    if (error.status === 401) logOut();
    const lost = error instanceof TypeError || error instanceof SyntaxError;  // nobody, or somebody else
    tell(lost ? "Understudy does not answer." : error);
  }
}

// ---- logging in and out ----------------------------------------------------------------------------------------

async function begin() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code) {
    history.replaceState(null, "", location.pathname);
    await doing(async () => keep((await ask("POST", "/api/v1/login", { code })).token));
  }
  if (token) show(); else logOut();
}

function keep(text) {
  token = text;
  sessionStorage.setItem(KEY, text);
}

function logOut() {
  token = null;
  sessionStorage.removeItem(KEY);
  socket?.close();
  socket = null;
  for (const id of ["board", "actions"]) $(id).hidden = true;
  $("login").hidden = false;
  $("state").textContent = "Not logged in";
  $("state").className = "pill";
  $("link").textContent = "";
}

function show() {
  $("login").hidden = true;
  for (const id of ["board", "actions"]) $(id).hidden = false;
  listen();
  askHealth();
  askLog();
}

// ---- the websocket ---------------------------------------------------------------------------------------------

function listen() {
  if (!token || socket) return;
  const address = new URL("/api/v1/events", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const mine = socket = new WebSocket(address, ["understudy.events", `bearer.${token}`]);
  let opened = false;
  const lost = async (code) => {
    if (socket !== mine) return;
    socket = null;
    clearTimeout(timers.silence);
    if (code === 4401) { logOut(); tell("This login was ended."); return; }
    $("link").textContent = "Understudy does not answer; trying again …";
    stale();
    if (!opened) await doing(() => ask("GET", "/api/v1/session"));  // a login that ended is told so
    if (token) later("listen", listen, AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)]);
  };
  const waiting = () => later("silence", () => { lost(); mine.close(); }, SILENT_MS);
  waiting();
  mine.onopen = () => { opened = true; $("link").textContent = "Live"; };
  mine.onmessage = ({ data }) => {
    if (socket !== mine) return;
    failures = 0;
    waiting();
    heard(JSON.parse(data));
  };
  mine.onclose = ({ code }) => lost(code);
}

function heard({ type, data }) {
  if (type === "status") {
    stages = between(status, data) ?? stages;
    alarmed(status?.session, data.session);
    status = data;
    charts.fps.add(running() ? data.fps : null);
    charts.age.add(running() ? data.age_ms : null);
    draw();
  } else if (type === "session" && status) {
    alarmed(status.session, data);
    status.session = data;
    draw();
  } else if (type === "message") {
    tell([data.message, data.hint].filter(Boolean).join(" "));
  }
}

// Whoever covers, here or elsewhere: a press that was meant to cover, too, must not show the picture again.
function alarmed(before, now) {
  if (before && !before.covered_now && now.covered_now) coveredAt = performance.now();
}

// What each stage took for a picture between two looks; null where none left.
function between(before, now) {
  const pictures = now.frames.out - (before?.frames.out ?? 0);
  if (now.session.state !== "running") return {};
  if (pictures <= 0) return null;
  const since = now.frames.out > (before?.frames.out ?? 0) ? before?.stages_total_ms ?? {} : {};
  return Object.fromEntries(Object.entries(now.stages_total_ms)
    .map(([name, ms]) => [name, (ms - (since[name] ?? 0)) / pictures]));
}

const running = () => status?.session.state === "running";

// Nobody knows how it is now: what was told last is forgotten, and the button covers, whatever it did before.
function stale() {
  status = null;
  stages = {};
  for (const id of ["fps", "age"]) { $(id).textContent = "–"; charts[id].add(null); }
  $("state").textContent = "No connection";
  $("state").className = "pill bad";
  $("board").classList.add("stale");
  $("run").textContent = "Start";
  $("cover").textContent = "Cover now";
  $("cover").setAttribute("aria-pressed", "false");
}

// ---- showing ---------------------------------------------------------------------------------------------------

const STATES = {
  idle: ["Not running", ""], loading: ["Loading", "warn"], running: ["Running", "good"],
  stopping: ["Ending", "warn"], failed: ["Failed", "bad"],
};

function draw() {
  const { session, frames, source } = status;
  $("board").classList.remove("stale");
  const [words, colour] = session.covered_now ? ["Covered", "bad"]
    : session.covering ? ["Covering: no face is swapped", "warn"] : STATES[session.state];
  $("state").textContent = words;
  $("state").className = `pill ${colour}`;
  $("fps").textContent = running() ? status.fps.toFixed(1) : "–";
  $("age").textContent = running() ? status.age_ms.toFixed(0) : "–";
  $("run").textContent = busy() ? "Stop" : "Start";
  $("run").disabled = session.state === "stopping";
  $("cover").setAttribute("aria-pressed", String(session.covered_now));
  $("cover").textContent = session.covered_now ? "Show again" : "Cover now";
  facts({
    "Engine": status.engine, "Runs on": status.provider ?? "–",
    "Source": source ? `${source.name}, ${source.width} × ${source.height}` : "–",
    "Pictures out": frames.out, "Dropped": frames.dropped, "Swapped": frames.swapped, "Covered": frames.covered,
    "Tasks": tasks(status.tasks),
  });
  $("sentences").replaceChildren(...[...trouble(session), ...steered(status.governor)].map(quiet));
  const longest = Math.max(1, ...Object.values(stages));
  bars($("stages"), Object.entries(stages).filter(([, ms]) => ms > 0.005)
    .map(([name, ms]) => [name, ms, longest, `${ms.toFixed(2)} ms`]), "Nothing runs.");
  machine(status.load);
  list($("outputs"), status.outputs.map((one) => [
    one.error ? false : one.active ? true : null,
    [one.kind.replaceAll("_", " "), one.detail, one.showing && one.showing !== "live" ? `shows “${one.showing}”` : "",
      one.error?.message].filter(Boolean).join(" · "),
  ]), "Nothing goes out.");
}

function tasks(now) {
  if (!now) return "–";
  const work = now.running ? `at work${now.progress === null ? "" : `, ${Math.round(now.progress * 100)} %`}` : "";
  const said = [work, now.queued ? `${now.queued} waiting` : "", now.failed ? `${now.failed} failed` : ""];
  return said.filter(Boolean).join(" · ") || "none";
}

function steered({ active, steps, reason }) {
  return active ? [...steps, ...(reason ? [reason] : [])].map((one) => one.message) : [];
}

function trouble({ message, source_lost: lost, progress }) {
  const loading = progress ? [`${Math.round(progress.part * 100)} % ${progress.text}`] : [];
  return [...loading, ...[lost, message].filter(Boolean).map((one) => [one.message, one.hint].filter(Boolean).join(" "))];
}

function facts(pairs) {
  $("run-facts").replaceChildren(...Object.entries(pairs).flatMap(([name, value]) => {
    const term = document.createElement("dt"), told = document.createElement("dd");
    term.textContent = name;
    told.textContent = value;
    return [term, told];
  }));
}

function bars(where, rows, otherwise) {
  where.replaceChildren(...(rows.length ? rows.map(([name, value, most, words]) => {
    const row = document.createElement("div"), label = document.createElement("span");
    const told = document.createElement("output"), bar = document.createElement("progress");
    row.className = "bar";
    label.textContent = name;
    told.textContent = words;
    bar.max = most || 1;
    bar.value = Math.min(value, bar.max);
    bar.setAttribute("aria-label", name);
    row.append(label, told, bar);
    return row;
  }) : [quiet(otherwise)]));
}

function list(where, rows, otherwise) {
  where.replaceChildren(...(rows.length ? rows.map(([good, words]) => {
    const row = document.createElement("li"), mark = document.createElement("span");
    const told = document.createElement("span");
    mark.className = `mark ${good === null ? "quiet" : good ? "good" : "bad"}`;
    mark.textContent = good === null ? "–" : good ? "✓" : "✗";
    mark.setAttribute("aria-label", good === null ? "off" : good ? "good" : "failed");
    mark.setAttribute("role", "img");
    told.textContent = words;
    row.append(mark, told);
    return row;
  }) : [quiet(otherwise)]));
}

function quiet(words) {
  const row = document.createElement("p");
  row.className = "quiet";
  row.textContent = words;
  return row;
}

const mb = (value) => value >= 1024 ? `${(value / 1024).toFixed(1)} GB` : `${Math.round(value)} MB`;

function machine(load) {
  const rows = [], cards = [];
  const add = (to, name, value, most, words) => { if (value !== null && value !== undefined) to.push([name, value, most, words]); };
  if (load) {
    add(rows, "Processor", load.cpu_percent, 100, `${Math.round(load.cpu_percent)} %`);
    add(rows, "Understudy's share", load.process_cpu_percent, Math.max(100, load.process_cpu_percent), `${Math.round(load.process_cpu_percent)} % of a core`);
    add(rows, "Memory", load.memory_used_mb, load.memory_total_mb, `${mb(load.memory_used_mb)} of ${mb(load.memory_total_mb)}`);
    add(rows, "Understudy's memory", load.process_memory_mb, load.memory_total_mb, mb(load.process_memory_mb));
    for (const gpu of load.gpus ?? []) {
      add(cards, gpu.name, gpu.use_percent, 100, `${Math.round(gpu.use_percent)} %`);
      if (gpu.memory_total_mb) {
        add(cards, `${gpu.name}: memory`, gpu.memory_used_mb, gpu.memory_total_mb, `${mb(gpu.memory_used_mb)} of ${mb(gpu.memory_total_mb)}`);
      }
      add(cards, `${gpu.name}: temperature`, gpu.temperature_c, 110, `${Math.round(gpu.temperature_c)} °C`);
    }
  }
  bars($("machine"), rows, "Not known.");
  bars($("gpus"), cards, load?.gpus_unavailable?.message ?? "Not available here.");
}

// ---- health and log --------------------------------------------------------------------------------------------

async function askHealth() {
  if (!token) return;
  try {
    health((await ask("GET", "/health")).checks);
  } catch (error) {
    if (error.data?.checks) health(error.data.checks);
    else list($("health"), [[false, "Understudy does not answer."]]);
  }
  later("health", askHealth, HEALTH_MS);
}

function health(checks) {
  list($("health"), checks.map(({ name, ok, code }) => [ok, ok ? name : `${name}: ${code.replace("health.", "").replaceAll("_", " ")}`]));
}

async function askLog() {
  if (!token) return;
  if (document.visibilityState === "visible") {
    try {
      const { lines } = await ask("GET", "/api/v1/log?lines=100");
      const box = $("log"), atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
      box.textContent = lines.join("\n");
      $("log-card").hidden = false;
      if (atEnd) box.scrollTop = box.scrollHeight;
    } catch (error) {
      if (error.status === 403) return;  // a viewer sees no log
    }
  }
  later("log", askLog, LOG_MS);
}

// ---- steering --------------------------------------------------------------------------------------------------

const busy = () => ["running", "loading"].includes(status?.session.state);

async function steer(path, body) {
  const session = await ask("POST", path, body);
  if (status) { alarmed(status.session, session); status.session = session; draw(); }
}

$("run").onclick = () => doing(() => steer(`/api/v1/session/${busy() ? "stop" : "start"}`));
$("cover").onclick = () => doing(async () => {
  const on = !status?.session.covered_now || performance.now() - coveredAt < ALARM_MS;
  if (on) coveredAt = performance.now();
  await steer("/api/v1/cover", { on });
});
$("leave").onclick = () => doing(async () => { await ask("POST", "/api/v1/logout"); logOut(); });
$("token-form").onsubmit = (event) => {
  event.preventDefault();
  doing(async () => {
    token = $("token").value.trim();
    try {
      await ask("GET", "/api/v1/session");
    } finally {
      $("token").value = "";
    }
    keep(token);
    show();
  });
};

// A phone that was asleep may come back with a connection that is none any more, or with a long wait for the next try.
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") listen(); });

begin();
